/** Configurations from texts, for tests: a checkout that is a record of files, and what else there is to include. */
import type { Config, ConfigContext } from '../../server/src/config/config.ts';
import { resolve } from '../../server/src/config/resolve.ts';
import { type Found, type Location, locationKey, type Sources } from '../../server/src/config/sources.ts';
import { parse } from '../../server/src/syntax/parse.ts';
import type { SourceFile } from '../../server/src/syntax/source.ts';
import { plain } from '../syntax/plain-values.ts';

export const entry: Location = { kind: 'file', path: '.gitlab-ci.yml' };

/** Texts by `locationKey`; a location that is not among them is absent, or `unresolved` if it is no file of the checkout. */
export type Files = Readonly<Record<string, string>>;

const parsed = new Map<string, SourceFile>();

function fileOf(key: string, text: string): SourceFile {
  const known = parsed.get(`${key}\0${text}`) ?? parse(key, text);
  parsed.set(`${key}\0${text}`, known);
  return known;
}

export function sourcesOf(files: Files): Sources {
  return {
    find: (location): Found => {
      const key = locationKey(location);
      const text = files[key];
      if (text !== undefined) return { kind: 'file', file: fileOf(key, text) };
      const isLocal = location.kind === 'file' && !location.project;
      return isLocal ? { kind: 'absent' } : { kind: 'unresolved', why: 'offline' };
    },
    list: (project) => {
      const prefix = project ? `project:${project.path}${project.ref ? `@${project.ref}` : ''}:` : '';
      const own = Object.keys(files).filter((it) => (project ? it.startsWith(prefix) : !it.includes(':')));
      return own.map((it) => it.slice(prefix.length)).sort();
    },
  };
}

/** Variables that are not given do not exist; `null` makes one unknown. */
export type Variables = Readonly<Record<string, string | null>>;

export function configOf(files: Files | string, variables: Variables = {}, more: Partial<ConfigContext> = {}): Config {
  const all = typeof files === 'string' ? { '.gitlab-ci.yml': files } : files;
  return resolve(entry, sourcesOf(all), { scope: scopeOf(variables), ...more });
}

function scopeOf(variables: Variables): ConfigContext['scope'] {
  return (name) => {
    const value = variables[name];
    return value === null ? { missing: [{ kind: 'variable', name }] } : (value ?? null);
  };
}

/** The merged configuration as a plain value. */
export function rootOf(config: Config): unknown {
  return plain(config.root);
}

export function messages({ errors }: Config): readonly string[] {
  return errors.map((it) => it.gitlab);
}
