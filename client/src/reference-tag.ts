/** What the YAML extension says of a tag that it does not know, and the setting that makes it known. */

interface Complaint {
  readonly message: string;
  readonly source?: string | undefined;
}

/** The reader behind it calls such a tag unresolved. Other sources are not meant: ours among them. */
export function complainsAboutReference({ message, source }: Complaint): boolean {
  return /^yaml\b/i.test(source ?? '') && /unresolved tag/i.test(message) && message.includes('!reference');
}

/** The tags with GitLab's among them. */
export function withReference(tags: readonly string[]): readonly string[] {
  return tags.some((it) => /^!reference(?:\s|$)/.test(it)) ? tags : [...tags, '!reference sequence'];
}
