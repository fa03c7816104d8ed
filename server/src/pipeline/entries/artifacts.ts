/** `artifacts`. */
import { t } from '@vscode/l10n';
import { given, keys, optional, required, self } from './checks.ts';
import type { EntryType, Subject } from './entry.ts';
import { isArray, stringOf, under } from './shape.ts';
import {
  allowedKeys,
  arrayOfStrings,
  arrayOfStringsOrString,
  boolean,
  duration,
  exclusiveKeys,
  format,
  hash,
  maxLength,
  oneOf,
  presence,
  string,
} from './validators.ts';

const whens = ['on_success', 'on_failure', 'always'];
const accesses = ['none', 'developer', 'maintainer', 'all'];
const maxExposedName = 100;

/** Reports that are files, in the order GitLab looks at them. */
const fileReports = [
  'junit',
  'api_fuzzing',
  'coverage_fuzzing',
  'sast',
  'secret_detection',
  'dependency_scanning',
  'container_scanning',
  'cluster_image_scanning',
  'dast',
  'performance',
  'browser_performance',
  'load_performance',
  'license_scanning',
  'metrics',
  'lsif',
  'dotenv',
  'terraform',
  'accessibility',
  'requirements',
  'requirements_v2',
  'cyclonedx',
  'annotations',
  'repository_xray',
];

const coverageFormats = ['cobertura', 'jacoco'];

const coverageReport: EntryType = {
  word: 'coverage report',
  checks: [
    self(hash),
    self(allowedKeys('coverage_format', 'path')),
    required(
      'coverage_format',
      presence,
      oneOf(coverageFormats, `must be one of supported formats: ${coverageFormats.join(', ')}.`),
    ),
    required('path', presence, string),
  ],
};

const reports: EntryType = {
  word: 'reports',
  checks: [
    self(hash),
    self(allowedKeys(...fileReports, 'codequality', 'coverage_report')),
    ...fileReports.map((it) => optional(it, arrayOfStringsOrString)),
  ],
  children: keys({ coverage_report: coverageReport }),
};

function isExposed({ node }: Subject): boolean {
  return under(node, 'expose_as') !== undefined;
}

export const artifacts: EntryType = {
  word: 'artifacts',
  checks: [
    self(hash),
    self(
      allowedKeys(
        'name',
        'untracked',
        'paths',
        'reports',
        'when',
        'expire_in',
        'expose_as',
        'exclude',
        'public',
        'access',
      ),
    ),
    given(isExposed, required('paths', presence)),
    self(exclusiveKeys('access', 'public')),
    optional('name', string),
    optional('public', boolean),
    optional('untracked', boolean),
    optional('paths', arrayOfStrings),
    given(
      isExposed,
      optional('paths', (value) =>
        isArray(value) && value.items.some((it) => stringOf(it)?.includes('*'))
          ? {
              text: "can't contain '*' when used with 'expose_as'",
              advice: t('has a `*` in it, which `expose_as` does not take.'),
            }
          : undefined,
      ),
    ),
    optional('expose_as', string, maxLength(maxExposedName)),
    optional(
      'expose_as',
      format(/^\w[-\w ]*$/, "can contain only letters, digits, '-', '_' and spaces", () =>
        t('may hold letters, digits, `-`, `_` and spaces only.'),
      ),
    ),
    optional('exclude', arrayOfStrings),
    optional('reports', hash),
    optional('when', string, oneOf(whens)),
    optional('expire_in', duration({ never: true })),
    optional('access', string, oneOf(accesses)),
  ],
  children: keys({ reports }),
};
