/** `/api/graphql`: queries are validated against our schema document and executed with the real library. */
import {
  buildASTSchema,
  defaultFieldResolver,
  type ExecutionResult,
  type FieldDefinitionNode,
  GraphQLError,
  type GraphQLFieldResolver,
  type GraphQLSchema,
  graphqlSync,
  isObjectType,
  parse,
  visit,
} from 'graphql';
import type { Answer } from './answer.ts';
import type { Identity } from './auth.ts';
import { query } from './graphql-objects.ts';
import type { Scene } from './graphql-people.ts';
import text from './schema.graphql' with { type: 'text' };
import type { World } from './world.ts';

export interface GraphqlServer {
  /** @param who undefined where the token is no good. */
  answer(
    asked: { readonly method: string; readonly base: string; readonly body: string },
    who: Identity | undefined,
  ): Answer;
}

/** Longer queries are refused, in characters. */
const longest = 10_000;

export function graphqlServer(world: World): GraphqlServer {
  const schema = schemaFor(world.instance.enterprise);
  return { answer };

  function answer({ method, base, body }: Parameters<GraphqlServer['answer']>[0], who: Identity | undefined): Answer {
    if (!who) return trouble(401, 'Invalid token');
    if (method !== 'POST') return trouble(404, 'Not found!');
    const requests = read(body);
    if (!requests) return trouble(400, 'Invalid JSON');
    if (requests.list.reduce((sum, it) => sum + it.query.length, 0) > longest) return trouble(422, 'Query too large');
    const results = requests.list.map((it) => run(it, { world, viewer: who.viewer, base }));
    return { status: 200, json: requests.many ? results : results[0] };
  }

  function run(request: Request, scene: Scene): ExecutionResult {
    const { data, errors } = graphqlSync({
      schema,
      source: request.query,
      rootValue: query(scene),
      contextValue: { counts: new Map<string, number>() } satisfies Context,
      variableValues: request.variables,
    });
    return {
      ...(data !== undefined && { data }),
      ...(errors && { errors: errors.map(inTheirWords) }),
    };
  }
}

interface Request {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

interface Context {
  /** How many objects a field was asked for, by `Type.field`. */
  readonly counts: Map<string, number>;
}

function trouble(status: number, message: string): Answer {
  return { status, json: { errors: [{ message }] } };
}

/** One request or a list of them; undefined where the body is neither. */
function read(body: string): { readonly list: readonly Request[]; readonly many: boolean } | undefined {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return undefined;
  }
  const list = (Array.isArray(value) ? value : [value]).map(requestOf);
  return { list, many: Array.isArray(value) };
}

function requestOf(value: unknown): Request {
  const fields = new Map<string, unknown>(typeof value === 'object' && value ? Object.entries(value) : []);
  const source = fields.get('query');
  const variables = fields.get('variables');
  return {
    query: typeof source === 'string' ? source : '',
    variables: typeof variables === 'object' && variables ? { ...variables } : {},
  };
}

function schemaFor(enterprise: boolean): GraphQLSchema {
  const document = visit(parse(text), {
    FieldDefinition: (node) => (!enterprise && marked(node, 'enterprise') ? null : undefined),
  });
  const schema = buildASTSchema(document);
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      if (field.astNode && marked(field.astNode, 'once')) field.resolve = once(type.name, field.name);
    }
  }
  return schema;
}

function marked(node: FieldDefinitionNode, directive: string): boolean {
  return node.directives?.some((it) => it.name.value === directive) ?? false;
}

/** lib/gitlab/graphql/limit/field_call_count.rb. */
function once(type: string, field: string): GraphQLFieldResolver<unknown, Context> {
  return (source, args, context, info) => {
    const key = `${type}.${field}`;
    const count = (context.counts.get(key) ?? 0) + 1;
    context.counts.set(key, count);
    if (count > 1) throw new GraphQLError(`"${field}" field can be requested only for 1 ${type}(s) at a time.`);
    return defaultFieldResolver(source, args, context, info);
  };
}

/** GitLab's GraphQL is another library: its word for a field that is not there is what clients look for. */
function inTheirWords(error: GraphQLError): GraphQLError {
  const [, fieldName, typeName] = /^Cannot query field "(\w+)" on type "(\w+)"/.exec(error.message) ?? [];
  if (fieldName === undefined || typeName === undefined) return error;
  return new GraphQLError(`Field '${fieldName}' doesn't exist on type '${typeName}'`, {
    ...(error.nodes && { nodes: error.nodes }),
    extensions: { code: 'undefinedField', typeName, fieldName },
  });
}
