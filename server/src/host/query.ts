/**
 * The one GraphQL query: protections and freezes are readable there from Reporter up, where REST asks for Maintainer or
 * Owner (rest.md B.3), and it costs the same at any depth of groups.
 */

/** Parts that some GitLab does not know: CE has no protections, older versions lack others. They can be left out. */
export type Part = 'protectedEnvironments' | 'deployFreezes' | 'maxAccessLevel' | 'tier' | 'enterprise';

export const parts: readonly Part[] = [
  'protectedEnvironments',
  'deployFreezes',
  'maxAccessLevel',
  'tier',
  'enterprise',
];

/** Groups above the project that one request can name: the first and its parents. */
const ancestors = 6;

const who = 'user { id username } group { id fullPath } accessLevel { integerValue }';

const protections = `
      protectedEnvironments(first: 10) {
        pageInfo { hasNextPage }
        nodes {
          name
          project { id }
          group { id fullPath }
          deployAccessLevels(first: 50) { pageInfo { hasNextPage } nodes { ${who} } }
          approvalRules(first: 50) { pageInfo { hasNextPage } nodes { ${who} requiredApprovals } }
        }
      }`;

/**
 * The query with these parts. Variables: `fullPath`, the project's path; `after`, the end of the page before.
 * Pages hold 50 environments, which keeps the query at half of the complexity that GitLab allows.
 */
export function projectQuery(wanted: readonly Part[]): string {
  const part = (name: Part, text: string) => (wanted.includes(name) ? text : '');
  return `query DeployGates($fullPath: ID!, $after: String) {
  metadata { version ${part('enterprise', 'enterprise')} }
  project(fullPath: $fullPath) {
    id
    fullPath
    ${part('maxAccessLevel', 'maxAccessLevel { integerValue }')}
    ${groups(ancestors)}
    environments(first: 50, after: $after) {
      pageInfo { hasNextPage endCursor }
      nodes {
        name
        state
        ${part('tier', 'tier')}
        ${part('deployFreezes', 'deployFreezes { startCron endCron cronTimezone }')}
        ${part('protectedEnvironments', protections.trim())}
      }
    }
  }
}
`;
}

/** `group { id fullPath parent { id fullPath … } }` */
function groups(levels: number, name = 'group'): string {
  return `${name} { id fullPath${levels > 1 ? ` ${groups(levels - 1, 'parent')}` : ''} }`;
}

/**
 * Whether the token's user may change one environment: GitLab takes that right from everybody whom a protection refuses
 * (ee/app/policies/ee/environment_policy.rb). It answers for one environment a request.
 */
export const admissionQuery = `query DeployGatesAdmission($fullPath: ID!, $name: String!) {
  project(fullPath: $fullPath) { environment(name: $name) { name userPermissions { updateEnvironment } } }
}
`;
