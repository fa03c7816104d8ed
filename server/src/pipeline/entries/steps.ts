/** `run`: the steps of a job (app/validators/json_schemas/run_steps.json of GitLab). */
import type { Schema } from './schema.ts';

const name: Schema = { type: 'string', pattern: /^[a-zA-Z_][a-zA-Z0-9_]*$/ };
const text: Schema = { type: 'string' };
const someText: Schema = { type: 'string', minLength: 1 };
const env: Schema = { type: 'object', keyed: [/^[a-zA-Z_][a-zA-Z0-9_]*$/, text], closed: true };
const inputs: Schema = { type: 'object', keyed: [/^[a-zA-Z_][a-zA-Z0-9_]*$/, {}], closed: true };

const git: Schema = {
  type: 'object',
  closed: true,
  required: ['git'],
  properties: {
    git: {
      type: 'object',
      closed: true,
      required: ['url', 'rev'],
      properties: { url: text, dir: text, rev: text, file: text },
    },
  },
};

const oci: Schema = {
  type: 'object',
  closed: true,
  required: ['oci'],
  properties: {
    oci: {
      type: 'object',
      closed: true,
      required: ['registry', 'repository', 'tag'],
      properties: { registry: text, repository: text, tag: text, dir: text, file: text },
    },
  },
};

const exec: Schema = {
  type: 'object',
  closed: true,
  required: ['command'],
  properties: { command: { type: 'array', items: text, minItems: 1 }, work_dir: text },
};

const step: Schema = { oneOf: () => kindsOfStep };

const kindsOfStep: readonly Schema[] = [
  {
    type: 'object',
    closed: true,
    required: ['name', 'step'],
    properties: { name, env, inputs, step: { oneOf: () => [text, git, oci] } },
  },
  {
    type: 'object',
    closed: true,
    required: ['run'],
    properties: { env, run: { type: 'array', items: step }, outputs: inputs, delegate: text },
  },
  {
    type: 'object',
    closed: true,
    required: ['name', 'action'],
    properties: { name, env, inputs, action: someText },
  },
  { type: 'object', closed: true, required: ['name', 'script'], properties: { name, env, script: someText } },
  { type: 'object', closed: true, required: ['exec'], properties: { env, exec } },
];

export const steps: Schema = { type: 'array', items: step };
