/** A snapshot from its text, wherever that was read: checked first. */
import { t } from '@vscode/l10n';
import { snapshot as conforms } from '../../../schemas/out/validate.mjs';
import type { Snapshot } from '../settings/settings.ts';
import { unasked } from './unasked.ts';

/** A file that holds no snapshot. The message says where and what to do. */
export class SnapshotError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'SnapshotError';
  }
}

/** @param name of the source, for messages. @throws SnapshotError */
export function parseSnapshot(text: string, name: string): Snapshot {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new SnapshotError(t`${name} is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (!conforms(value)) throw new SnapshotError(`${name}: ${complaint()}`);
  const read = value as Omit<Snapshot, 'settings'> & { readonly settings: Partial<Snapshot['settings']> };
  const { settings: absent } = unasked(read.instance.url, read.project.path, 0, 'not-asked');
  return { ...read, source: 'snapshot', settings: { ...absent, ...read.settings } };
}

/** Place, what is wrong, and the remedy, of the first thing that is wrong. */
function complaint(): string {
  const [first] = conforms.errors ?? [];
  if (!first) return t`is not a snapshot`;
  const { instancePath, keyword, params, message = t`is wrong` } = first;
  const place = instancePath === '' ? t`the file` : `\`${instancePath.slice(1).replaceAll('/', '.')}\``;
  const special: Readonly<Record<string, string>> = {
    additionalProperties: t`has a key \`${String(params['additionalProperty'])}\` that snapshots do not have`,
    enum: t`must be one of ${String(params['allowedValues'])}`,
    const: t`must be ${String(params['allowedValue'])}`,
    required: t`lacks the key \`${String(params['missingProperty'])}\``,
  };
  return t`${place} ${special[keyword] ?? message}; \`deploy-gates snapshot\` writes it anew`;
}
