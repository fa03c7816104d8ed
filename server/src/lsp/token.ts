/** Whose token an instance is asked with. */
import { originOf, type Token } from '../host/account.ts';
import { Secret } from '../host/secret.ts';
import type { Editor } from './editor.ts';
import type { World } from './world.ts';

/**
 * The editor's. One that keeps none leaves it to the server to look where the command line does.
 * @param named whether the checkout or the person named the instance.
 */
export async function tokenFrom(
  { world, editor }: { readonly world: World; readonly editor: Editor },
  instance: string,
  named: boolean,
): Promise<Token | undefined> {
  const given = await editor.token(originOf(instance));
  if (given === undefined) return world.token(instance, named);
  return given === null ? undefined : { kind: 'personal', secret: new Secret(given) };
}
