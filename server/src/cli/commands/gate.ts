/** `gate ID`: the page of one gate or lint rule. */
import { pages } from '#pages';
import { exitCodes, type Options, UsageError } from '../options.ts';
import type { Output } from '../output.ts';

export async function gate(options: Options, output: Output): Promise<number> {
  const [id] = options.operands;
  const page = id === undefined ? undefined : pages[id.replace('/', '-')];
  if (page === undefined) {
    throw new UsageError(`gate needs the id of a gate or rule: ${Object.keys(pages).join(', ')}.`);
  }
  await output.result(page);
  return exitCodes.fine;
}
