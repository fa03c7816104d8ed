/** Who tries, as far as the settings tell: roles in the project and in groups, each known or not. */
import type { Tri, Unknown } from '../logic/tri.ts';

export interface Person {
  /** For texts: `Dana`, `a Developer`, `nobody in particular`. */
  readonly label: string;
  readonly username?: string;
  /** `undefined` for a mere role: matches no user row. `Unknown` where nobody is named. */
  readonly id: number | undefined | Unknown;
  /** The instance-admin flag. */
  readonly admin: Tri;
  /** Effective access level in the project (direct, inherited, shared). */
  readonly projectLevel: number | Unknown;
  readonly active: Tri;
  readonly confirmed: Tri;
  /** Whether the person is the token's user: then a hidden group row cannot be theirs. */
  readonly isViewer: boolean;
  /** Level of the direct membership row in a group; 0 = none. */
  groupDirect(groupId: number): number | Unknown;
  /** Level over the group, its ancestors and groups shared into them; 0 = none. */
  groupEffective(groupId: number): number | Unknown;
}
