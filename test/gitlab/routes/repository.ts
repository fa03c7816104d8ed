/** Files of a project, its CI templates, and what GitLab's linter says of its pipeline. */
import { can } from '../access.ts';
import { type Answer, forbidden, json, notFound } from '../answer.ts';
import { shaOf } from '../build-project.ts';
import type { Call, Route } from '../call.ts';
import { canCreateTag, canUpdateBranch } from '../deploying.ts';
import { paged } from '../paging.ts';
import type { Project } from '../world.ts';
import { templateNamed, templates } from './instance.ts';
import { inProject } from './places.ts';

export const repositoryRoutes: readonly Route[] = [
  inProject('/repository/files/:file_path/raw', 'read_code', rawFile, {
    open: true,
    jobToken: true,
    scopes: ['read_repository'],
  }),
  inProject('/repository/tree', 'read_code', tree, { open: true, scopes: ['read_repository'] }),
  inProject('/templates/gitlab_ci_ymls', 'read_project', projectTemplates, { open: true }),
  inProject('/templates/gitlab_ci_ymls/:name', 'read_project', projectTemplate, { open: true }),
  inProject('/ci/lint', 'read_code', lint, { open: true }),
];

function hasRef(project: Project, ref: string | null): boolean {
  if (ref === null || ref === 'HEAD') return project.defaultBranch !== undefined;
  return project.branches.includes(ref) || project.tags.includes(ref) || /^[0-9a-f]{40}$/.test(ref);
}

/** One set of files serves all refs. */
function rawFile(project: Project, call: Call): Answer {
  if (!hasRef(project, call.query.get('ref'))) return notFound('Commit');
  const path = call.params['file_path'] ?? '';
  const text = Object.hasOwn(project.files, path) ? project.files[path] : undefined;
  return text === undefined ? notFound('File') : { status: 200, text, type: 'text/plain; charset=utf-8' };
}

function tree(project: Project, call: Call): Answer {
  if (!hasRef(project, call.query.get('ref'))) return notFound('Tree');
  const below = (call.query.get('path') ?? '').replace(/\/?$/, '/').replace(/^\//, '');
  const deep = call.query.get('recursive') === 'true';
  const found = new Map<string, 'tree' | 'blob'>();
  for (const path of Object.keys(project.files).filter((it) => it.startsWith(below))) {
    const parts = path.slice(below.length).split('/');
    const folders = parts.slice(0, -1).map((_, n) => below + parts.slice(0, n + 1).join('/'));
    for (const folder of deep ? folders : folders.slice(0, 1)) found.set(folder, 'tree');
    if (deep || parts.length === 1) found.set(path, 'blob');
  }
  if (found.size === 0 && below !== '') return notFound('invalid revision or path Tree');
  const rows = [...found].sort(([a, kind], [b, other]) =>
    kind === other ? (a < b ? -1 : 1) : kind === 'tree' ? -1 : 1,
  );
  return paged(call, rows, ([path, type]) => ({
    id: shaOf(path),
    name: path.slice(path.lastIndexOf('/') + 1),
    type,
    path,
    mode: type === 'tree' ? '040000' : '100644',
  }));
}

function mayReadTemplates(project: Project, call: Call): Answer | undefined {
  return can(call.viewer, 'read_code', project)
    ? undefined
    : forbidden(
        'Your current role does not have the required permissions to access the gitlab_ci_ymls template. Contact your project administrator for assistance.',
      );
}

function projectTemplates(project: Project, call: Call): Answer {
  return mayReadTemplates(project, call) ?? templates(call);
}

function projectTemplate(project: Project, call: Call): Answer {
  return mayReadTemplates(project, call) ?? templateNamed(call) ?? notFound('Template');
}

/** Says "valid" unless the scenario says otherwise; a dry run fails for those who could not start a pipeline. */
function lint(project: Project, call: Call): Answer {
  const { query } = call;
  if (project.defaultBranch === undefined) return notFound('Repository');
  if (!hasRef(project, query.get('content_ref') ?? query.get('sha'))) return notFound('Commit');
  const path = project.settings['ci_config_path'] || '.gitlab-ci.yml';
  const ref = query.get('dry_run_ref') ?? query.get('ref') ?? project.defaultBranch;
  const refusal = query.get('dry_run') === 'true' ? refusalOf(project, call, ref) : undefined;
  const errors = refusal === undefined ? [] : [refusal];
  return json({
    valid: errors.length === 0,
    errors,
    warnings: [],
    merged_yaml: project.files[String(path)] ?? null,
    includes: [],
    ...project.lint,
  });
}

function refusalOf(project: Project, { viewer }: Call, ref: string): string | undefined {
  if (!can(viewer, 'create_pipeline', project)) return 'Insufficient permissions to create a new pipeline';
  const writable = project.tags.includes(ref)
    ? canCreateTag(viewer, project, ref)
    : canUpdateBranch(viewer, project, ref);
  return writable
    ? undefined
    : `You do not have sufficient permission to run a pipeline on '${ref}'. Please select a different branch or contact your administrator for assistance.`;
}
