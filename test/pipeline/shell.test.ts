/** Which commands a script runs, and with which words. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { commandsIn } from '../../server/src/pipeline/shell.ts';

function words(script: string): readonly (readonly string[])[] {
  return commandsIn(script).map((it) => it.words);
}

test('text is split into commands and words', () => {
  assert.deepEqual(words('a "b c" && d=1 e \'f\'; if g; then h "$X"i; fi # j\nk'), [
    ['a', 'b c'],
    ['e', 'f'],
    ['g'],
    ['h', '$Xi'],
    ['fi'],
    ['k'],
  ]);
});

test('a line that goes on is one command', () => {
  assert.deepEqual(words('git push \\\n  origin main'), [['git', 'push', 'origin', 'main']]);
});

test('what is set before a command, alone and by export is known', () => {
  assert.deepEqual(
    commandsIn('A=1 b\nC="2 3"\nexport D=$A').map((it) => it.assigns),
    [[['A', '1']], [['C', '2 3']], [['D', '$A']]],
  );
});

test('brackets of a subshell are no words', () => {
  assert.deepEqual(words('(cd site && git push origin main)'), [
    ['cd', 'site'],
    ['git', 'push', 'origin', 'main'],
  ]);
  assert.deepEqual(words('case $1 in deploy) ./run ;; esac'), [['case', '$1', 'in', 'deploy)', './run'], ['esac']]);
});

test('a redirection ends no command', () => {
  assert.deepEqual(words('a 2>&1 b\nc &> d; e & f'), [['a', '2>&1', 'b'], ['c', '&>', 'd'], ['e'], ['f']]);
});

test('a command knows what follows it', () => {
  assert.deepEqual(
    commandsIn('a && b || true; c "x; y" | d').map((it) => `${it.words.join(' ')} ${it.followedBy}`),
    ['a &&', 'b ||', 'true ;', 'c x; y |', 'd '],
  );
});

test('nothing breaks it', () => {
  assert.deepEqual(words('a "b'), [['a', 'b']]);
  assert.deepEqual(words('cat <<EOF\nabc'), [['cat', '<<EOF']]);
  assert.deepEqual(commandsIn('$(( $( ${'), [{ words: ['$(( $( ${'], assigns: [], start: 0, end: 9, followedBy: '' }]);
});
