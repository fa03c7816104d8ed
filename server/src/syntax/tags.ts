/** Tags that make GitLab's loader refuse a file: it builds no Ruby objects but symbols and `!reference`. */
import { ownOf } from '../logic/own.ts';

const namedClass = /^!(?:ruby\/(?:object|struct|hash|array|exception|string|marshalable)|str|seq|map):(.+)$/;

const fixedClasses: Readonly<Record<string, string>> = {
  '!set': 'Psych::Set',
  'tag:yaml.org,2002:set': 'Psych::Set',
  '!ruby/regexp': 'Regexp',
  '!ruby/range': 'Range',
  '!ruby/struct': 'Struct',
  '!ruby/object': 'Object',
  '!ruby/exception': 'Exception',
  '!ruby/object:BigDecimal': 'BigDecimal',
  '!ruby/object:Complex': 'Complex',
  '!ruby/object:Rational': 'Rational',
  '!ruby/object:DateTime': 'DateTime',
};

/** The class that GitLab refuses to load for `tag`, or `undefined` for a harmless one (unknown tags are ignored). */
export function refusedClass(tag: string, text: string): string | undefined {
  if (!tag.startsWith('!') && !tag.startsWith('tag:')) return undefined;
  if (tag === '!ruby/class' || tag === '!ruby/module') return text;
  const fixed = ownOf(fixedClasses, tag);
  if (fixed !== undefined) return fixed;
  const name = namedClass.exec(tag)?.[1];
  return name === 'Hash' && tag === '!ruby/object:Hash' ? undefined : name;
}
