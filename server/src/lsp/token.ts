/** Whose token an instance is asked with. */
import { originOf, type Token } from '../host/account.ts';
import { Secret } from '../host/secret.ts';
import type { Editor } from './editor.ts';
import type { Login } from './protocol.ts';
import type { World } from './world.ts';

/** Where a token was found. `machine`: where the command line looks, for an editor that keeps none. */
export type Keeper = Login | 'editor' | 'extension' | 'machine';

export interface Found {
  readonly token: Token;
  readonly keptIn: Keeper;
}

/**
 * The editor's. One that keeps none leaves it to the server to look where the command line does.
 * @param named whether the checkout or the person named the instance.
 * @param root address of the checkout's folder, where it is for one.
 */
export async function tokenFrom(
  { world, editor }: { readonly world: World; readonly editor: Editor },
  instance: string,
  named: boolean,
  root?: string,
): Promise<Found | undefined> {
  const given = await editor.token(originOf(instance), root);
  if (given === null) return undefined;
  if (given && 'token' in given) {
    const token: Token = { kind: 'personal', secret: new Secret(given.token) };
    return { token, keptIn: given.session === true ? 'extension' : 'editor' };
  }
  const token = await (given ? world.login(given.from, instance) : world.token(instance, named));
  return token && { token, keptIn: given?.from ?? 'machine' };
}
