/** `needs` and `parallel` as they are written (config.md §5.9, §5.10). */
import type { MapNode, Node } from '../syntax/node.ts';
import { toText } from '../syntax/ruby.ts';
import { needKind, needsOf } from './entries/needs.ts';
import { isArray, isFalse, isHash, isNumeric, isTrue, textOf, under, type Value } from './entries/shape.ts';
import type { Need } from './job.ts';

/** `undefined` where there is no `needs`, or nothing that could be one. */
export function readNeeds(value: Value): readonly Need[] | undefined {
  return isArray(value) || isHash(value) ? needsOf(value).flatMap((it) => readNeed(it) ?? []) : undefined;
}

function readNeed(node: Node): Need | undefined {
  const text = (key: string): string | undefined => textOf(under(node, key));
  const { span } = node;
  const job = isHash(node) ? text('job') : textOf(node);
  const artifacts = !isFalse(under(node, 'artifacts'));
  switch (needKind(node)) {
    case 'job':
      return job === undefined
        ? undefined
        : { kind: 'job', job, artifacts, optional: isTrue(under(node, 'optional')), ...instances(node), span };
    case 'cross_dependency': {
      const [project, ref, pipeline] = [text('project'), text('ref'), text('pipeline')];
      return {
        kind: 'cross',
        job: job ?? '',
        artifacts,
        ...(project !== undefined && { project }),
        ...(ref !== undefined && { ref }),
        ...(pipeline !== undefined && { pipeline }),
        span,
      };
    }
    case 'bridge':
      return { kind: 'bridge', pipeline: text('pipeline') ?? '', span };
    case undefined:
      return undefined;
  }
}

function instances(node: Node): { readonly instances?: readonly ReadonlyMap<string, string>[] } {
  const parallel = readParallel(under(node, 'parallel'));
  if (parallel?.kind !== 'matrix') return {};
  return { instances: parallel.combinations.map((it) => new Map([...it].map(([name, { value }]) => [name, value]))) };
}

/** One value of one combination. */
export interface MatrixValue {
  readonly value: string;
  readonly node: Node;
}
export type Combination = ReadonlyMap<string, MatrixValue>;

/** How many instances a job has, or which. */
export type Parallel =
  | { readonly kind: 'number'; readonly total: number }
  | { readonly kind: 'matrix'; readonly combinations: readonly Combination[] };

/** More instances than GitLab takes are not made: the configuration is refused anyway. */
const maxInstances = 200;

/** `undefined` where there is no `parallel`, or nothing that could be one. A mapping without matrix has no instance. */
export function readParallel(value: Value): Parallel | undefined {
  if (isNumeric(value)) {
    const total = Math.trunc(Number(value.value));
    return total >= 1 && total <= maxInstances ? { kind: 'number', total } : undefined;
  }
  return isHash(value) ? { kind: 'matrix', combinations: readMatrix(under(value, 'matrix')) } : undefined;
}

function readMatrix(value: Value): readonly Combination[] {
  const mappings = isArray(value) ? value.items.filter(isHash) : [];
  return mappings.flatMap(product).slice(0, maxInstances);
}

/** Every choice of one value per key, the last key changing fastest. */
function product(mapping: MapNode): readonly Combination[] {
  let found: readonly Combination[] = [new Map()];
  for (const { key, value } of mapping.entries.values()) {
    const nodes = isArray(value) ? value.items : [value];
    const name = toText(key);
    found = found.flatMap((chosen) =>
      nodes.map((node) => new Map(chosen).set(name, { value: textOf(node) ?? '', node })),
    );
    if (found.length > maxInstances) found = found.slice(0, maxInstances);
  }
  return found;
}
