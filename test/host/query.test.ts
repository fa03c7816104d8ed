import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { buildSchema, type FieldNode, parse, validate, visit } from 'graphql';
import { type Graph, readGraph } from '../../server/src/host/graph.ts';
import { admissionQuery, type Part, parts, projectQuery } from '../../server/src/host/query.ts';

/** The part of GitLab's schema that the stand-in has, or another document that is named. */
const schema = buildSchema(readFileSync(process.env['GRAPHQL_SCHEMA'] ?? 'test/gitlab/schema.graphql', 'utf8'));

describe('the query', () => {
  test('is valid as a whole', () => {
    assert.deepEqual(validate(schema, parse(projectQuery(parts))), []);
  });

  test('is valid as the one that asks about an environment', () => {
    assert.deepEqual(validate(schema, parse(admissionQuery)), []);
  });

  test('is valid without the parts that some GitLab lacks', () => {
    assert.deepEqual(validate(schema, parse(projectQuery([]))), []);
    assert.doesNotMatch(projectQuery([]), /protectedEnvironments|deployFreezes|maxAccessLevel|tier|enterprise/);
  });

  test('takes the path in `fullPath` and has no aliases', () => {
    const document = parse(projectQuery(parts));
    const fields: FieldNode[] = [];
    visit(document, { Field: (it) => void fields.push(it) });
    assert.ok(fields.every((it) => it.alias === undefined));
    assert.match(projectQuery(parts), /project\(fullPath: \$fullPath\)/);
  });

  test('only reads', () => assert.match(projectQuery(parts), /^query /));

  test('stays below the complexity that GitLab allows', () => assert.ok(complexity() <= 200, String(complexity())));
});

/** GitLab's sum (app/graphql/types/base_field.rb): 1 a field, connections 1 % more for each row they may hold. */
function complexity(): number {
  const count = (selections: readonly FieldNode[]): number =>
    selections.reduce((sum, field) => {
      const inner = count((field.selectionSet?.selections ?? []) as readonly FieldNode[]);
      const first = field.arguments?.find((it) => it.name.value === 'first')?.value;
      const rows = first?.kind === 'IntValue' ? Number(first.value) : 0;
      return sum + Math.floor((1 + inner) * (1 + rows * 0.01));
    }, 0);
  const [operation] = parse(projectQuery(parts)).definitions;
  assert.ok(operation?.kind === 'OperationDefinition');
  return count(operation.selectionSet.selections as readonly FieldNode[]);
}

describe('an answer', () => {
  const project = (more: object) => ({ data: { project: { id: 'gid://gitlab/Project/7', fullPath: 'a/b', ...more } } });
  const read = async (body: object): Promise<Graph | undefined> =>
    readGraph({ query: () => Promise.resolve(body) }, 'a/b');

  test('without environments says nothing about freezes, and is not said to be complete', async () => {
    const graph = await read(project({ environments: null }));
    assert.deepEqual(graph, { projectId: 7, path: 'a/b', groups: [], environments: [], complete: false });
  });

  test('with an environment that is kept back is not complete', async () => {
    const graph = await read(project({ environments: { nodes: [null, { name: 'x' }] } }));
    assert.equal(graph?.complete, false);
  });

  test('with more rows than it shows leaves the environment open', async () => {
    const rows = { pageInfo: { hasNextPage: true }, nodes: [] };
    const row = { name: 'x', project: { id: '1' }, deployAccessLevels: rows, approvalRules: { nodes: [] } };
    const graph = await read(
      project({ environments: { nodes: [{ name: 'x', protectedEnvironments: { nodes: [row] } }] } }),
    );
    assert.equal(graph?.environments[0]?.protections, undefined);
  });

  test('with a protection that is kept back leaves the environment open', async () => {
    const nodes = [
      { name: 'x', protectedEnvironments: { nodes: [null] } },
      { name: 'y', protectedEnvironments: { nodes: [] } },
    ];
    const graph = await read(project({ environments: { nodes } }));
    assert.deepEqual(
      graph?.environments.map((it) => it.protections),
      [undefined, []],
    );
  });

  test('without the project is none', async () => assert.equal(await read({ data: { project: null } }), undefined));

  test('of errors alone is a refusal', async () => {
    await assert.rejects(read({ errors: [{ message: 'Query is too complex' }] }), {
      kind: 'refused',
      message: 'GraphQL answers: Query is too complex',
    });
  });
});

describe('a schema that lacks a part', () => {
  async function asked(...errors: readonly object[]): Promise<readonly Part[]> {
    const queries: string[] = [];
    const query = (text: string) => {
      queries.push(text);
      return Promise.resolve(
        queries.length === 1 ? { errors } : { data: { project: { id: 'gid://gitlab/Project/7', fullPath: 'a/b' } } },
      );
    };
    await readGraph({ query }, 'a/b');
    return parts.filter((it) => !queries[1]?.includes(it));
  }

  test('by its code', async () => {
    const extensions = { code: 'undefinedField', typeName: 'Environment', fieldName: 'protectedEnvironments' };
    assert.deepEqual(await asked({ message: '…', extensions }), ['protectedEnvironments']);
  });

  test('by its message', async () => {
    const message = "Field 'deployFreezes' doesn't exist on type 'Environment'";
    assert.deepEqual(await asked({ message }), ['deployFreezes']);
  });

  test('by something inside it', async () => {
    const extensions = { code: 'undefinedField', typeName: 'ProtectedEnvironment', fieldName: 'approvalRules' };
    assert.deepEqual(await asked({ message: '…', extensions }), ['protectedEnvironments']);
  });

  test('several at once', async () => {
    const of = (fieldName: string) => ({ message: '…', extensions: { code: 'undefinedField', fieldName } });
    assert.deepEqual(await asked(of('maxAccessLevel'), of('enterprise')), ['maxAccessLevel', 'enterprise']);
  });
});
