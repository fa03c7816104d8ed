/** `secrets` (ee/lib/gitlab/ci/config/entry/secret.rb and the providers beside it). */
import { t } from '@vscode/l10n';
import { given, keys, leaf, optional, required, self, unfit, values } from './checks.ts';
import type { EntryType, Shape } from './entry.ts';
import { booleanEntry } from './keywords.ts';
import { isBlank, isHash, isString, under } from './shape.ts';
import {
  allowedKeys,
  alphanumeric,
  format,
  hash,
  onlyOneOfKeys,
  presence,
  requiredKeys,
  string,
} from './validators.ts';

const notHashOrString = unfit('should be a hash or a string', () => t('has to be text or a mapping.'));

const vaultEngine = leaf(
  'engine',
  self(hash, allowedKeys('name', 'path'), requiredKeys('name', 'path')),
  required('name', presence, string),
  required('path', presence, string),
);

const vaultText = leaf('string strategy', self(presence));
const vaultMapping: EntryType = {
  word: 'hash strategy',
  checks: [
    self(allowedKeys('engine', 'path', 'field')),
    required('path', presence, string),
    required('field', presence, string),
    required('engine', presence, hash),
  ],
  children: keys({ engine: vaultEngine }),
};
const vault: Shape = (node) => (isString(node) ? vaultText : isHash(node) ? vaultMapping : notHashOrString);

const awsText = leaf(
  'string strategy',
  self(presence),
  self(format(/^[^#]*(#[^#]*)?$/, "must contain at most one '#'", () => t('may hold one `#` at most.'))),
);
const awsOptions = ['region', 'version_id', 'version_stage', 'role_arn', 'role_session_name', 'field'];
const awsMapping = leaf(
  'hash strategy',
  self(allowedKeys('secret_id', ...awsOptions)),
  required('secret_id', string, presence),
  ...awsOptions.map((it) => optional(it, string)),
);
const aws: Shape = (node) => (isString(node) ? awsText : isHash(node) ? awsMapping : notHashOrString);

const azure = leaf(
  'secret',
  self(hash, allowedKeys('name', 'version')),
  required('name', presence, string),
  optional('version', string),
);
const gcp = leaf(
  'secret',
  self(hash, allowedKeys('name', 'version')),
  required('name', presence, string),
  optional('version', alphanumeric),
);
const gitlab = leaf(
  'secret',
  self(hash, allowedKeys('name', 'source')),
  required('name', presence, string),
  optional(
    'source',
    string,
    format(/^(project|group\/[a-zA-Z0-9_\-./]+)$/, "must follow the format group/group_full_path or 'project'", () =>
      t('has to be `project` or `group/` with the path of a group.'),
    ),
  ),
);

const providers = ['vault', 'azure_key_vault', 'gcp_secret_manager', 'gitlab_secrets_manager', 'aws_secrets_manager'];

const secret: EntryType = {
  word: 'secret',
  checks: [
    self(hash),
    self(
      allowedKeys(
        'vault',
        'file',
        'azure_key_vault',
        'gcp_secret_manager',
        'gitlab_secrets_manager',
        'token',
        'aws_secrets_manager',
      ),
      onlyOneOfKeys(...providers),
    ),
    optional('token', string),
    given(
      ({ node }) => !isBlank(under(node, 'gcp_secret_manager')),
      required('token', (value) =>
        isBlank(value)
          ? { text: 'is required with gcp secrets manager', advice: t('is needed with `gcp_secret_manager`.') }
          : undefined,
      ),
    ),
  ],
  children: keys({
    vault,
    aws_secrets_manager: aws,
    file: booleanEntry,
    azure_key_vault: azure,
    gcp_secret_manager: gcp,
    gitlab_secrets_manager: gitlab,
  }),
};

export const secrets: EntryType = { word: 'composable hash', checks: [self(hash)], children: values(secret) };
