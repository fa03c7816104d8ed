/** `gate ID`: the page of one gate or lint rule. */
import { pages } from '#pages';
import { gates } from '../../gates/index.ts';
import { pageName, pageOf } from '../../lint/documentation.ts';
import { rules } from '../../lint/index.ts';
import { closest } from '../../text/closest.ts';
import { exitCodes, type Options, UsageError } from '../options.ts';
import type { Output } from '../output.ts';

/** @throws UsageError with the id that may have been meant. */
export async function gate(options: Options, output: Output): Promise<number> {
  const [id = ''] = options.operands;
  const rule = rules.find((it) => it.id === id || pageName(it.id) === id);
  const known = rule ?? gates.find((it) => it.id === id);
  const page = known && pageOf(known.id, pages, rule);
  if (page === undefined) throw new UsageError(unknownId(id));
  await output.result(page);
  return exitCodes.fine;
}

function unknownId(id: string): string {
  const ids = [...gates, ...rules].map((it) => it.id);
  const near = id === '' ? undefined : closest(id, ids);
  if (near !== undefined) return `There is no gate or rule "${id}". Is "${near}" meant?`;
  return `gate needs the id of a gate or rule: ${ids.join(', ')}.`;
}
