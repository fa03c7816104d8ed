/** Several instances, several accounts of one, and which of them a folder uses. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type Account,
  accountFor,
  accountWords,
  added,
  type Book,
  bookFrom,
  emptyBook,
  keyOf,
  originOfSession,
  refusalWords,
  removed,
} from '../../client/src/account-book.ts';

const com = 'https://gitlab.com';
const own = 'https://git.acme.example:8443';
const dana: Account = { origin: com, from: 'token', username: 'dana' };
const bot: Account = { origin: com, from: 'token', username: 'bot' };
const there: Account = { origin: own, from: 'token', username: 'dana' };

function bookOf(...accounts: readonly Account[]): Book {
  return accounts.reduce((book, it) => added(book, it), emptyBook);
}

test('each instance has its own account', () => {
  const book = bookOf(dana, there);
  assert.equal(accountFor(book, com), dana);
  assert.equal(accountFor(book, own), there);
  assert.equal(accountFor(book, 'https://gitlab.com.evil.example'), undefined);
});

test('an account of another origin is never used, whatever was chosen', () => {
  assert.equal(accountFor(bookOf(dana, there), own, keyOf(dana)), undefined);
});

test('a second account of an instance leaves folders alone that have one', () => {
  const book = bookOf(dana, bot);
  assert.equal(accountFor(book, com), dana);
  assert.equal(accountFor(book, com, keyOf(bot)), bot);
});

test('unless it is signed in for all of them', () => {
  assert.equal(accountFor(added(bookOf(dana), bot, true), com), bot);
});

test('the same account anew takes its own place', () => {
  const again: Account = { ...dana };
  const book = added(bookOf(dana, bot), again);
  assert.equal(book.accounts.length, 2);
  assert.equal(accountFor(book, com), again);
});

test('what is left is not used in the place of what was removed', () => {
  const book = removed(bookOf(dana, bot), dana);
  assert.deepEqual(book.accounts, [bot]);
  assert.equal(accountFor(book, com), undefined);
  assert.equal(accountFor(book, com, keyOf(dana)), undefined);
  assert.equal(accountFor(book, com, keyOf(bot)), bot);
});

test('removing one that is not the usual one leaves that', () => {
  assert.equal(accountFor(removed(bookOf(dana, bot), bot), com), dana);
});

test('a token that the first version stored is still found by its origin', () => {
  const book = bookFrom(undefined, [com]);
  assert.deepEqual(accountFor(book, com), { origin: com, from: 'token' });
  assert.equal(keyOf({ origin: com, from: 'token' }), 'token:https://gitlab.com');
});

test('logins of one instance are told apart by where they come from', () => {
  const keys = [dana, bot, { origin: com, from: 'glab' }, { origin: com, from: 'environment' }] as const;
  assert.equal(new Set(keys.map(keyOf)).size, 4);
});

test('an account is called after its person and instance', () => {
  assert.deepEqual(accountWords(there), { label: 'dana on git.acme.example:8443', detail: 'token kept by the editor' });
  assert.equal(accountWords({ origin: com, from: 'glab' }).label, 'gitlab.com');
});

test('a session of GitLab’s extension is of the instance that its account names', () => {
  assert.equal(originOfSession('https://gitlab.com|123'), com);
  assert.equal(originOfSession('https://git.acme.example:8443/gitlab|7'), own);
});

test('one that names none is of no instance', () => {
  for (const id of ['', '123', 'gitlab.com|123', 'https://gitlab.com', 'ftp://gitlab.com|1', 'https://|1']) {
    assert.equal(originOfSession(id), undefined, id);
  }
});

test('a refusal says whose token, where, and why', () => {
  assert.equal(
    refusalWords(dana, 'expired'),
    'The token of dana for gitlab.com is not taken any more: it has expired.',
  );
  assert.match(
    refusalWords({ origin: com, from: 'glab' }, 'unknown'),
    /^The token for gitlab\.com .* does not know it\.$/,
  );
});
