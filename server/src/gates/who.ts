/** Who can run a job: people, roles and groups, and for the others what each lacks. */
export interface Who {
  /** Whether the answer rests on everything it needs. */
  readonly known: boolean;
  readonly users: readonly { readonly username: string; readonly via: string }[];
  readonly roles: readonly string[];
  readonly groups: readonly string[];
  readonly nearMisses: readonly { readonly username: string; readonly lacks: string }[];
  /** Where `known` is false: what is missing, in words. */
  readonly unknown?: readonly string[];
}
