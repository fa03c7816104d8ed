/** VS Code's settings for the network, as the server is told them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { networkOf } from '../../client/src/network.ts';

function of(settings: Readonly<Record<string, unknown>>) {
  return networkOf((it) => settings[it]);
}

/** What VS Code answers where nothing is set. */
const unset = { 'http.proxy': '', 'http.noProxy': [], 'http.proxyStrictSSL': true, 'http.proxySupport': 'override' };

test('nothing set leaves it to the environment', () => assert.deepEqual(of(unset), {}));

test('a proxy, and the hosts without it', () => {
  const set = { ...unset, 'http.proxy': 'http://proxy.corp:3128', 'http.noProxy': ['.corp', 'localhost'] };
  assert.deepEqual(of(set), { proxy: 'http://proxy.corp:3128', noProxy: ['.corp', 'localhost'] });
});

test('a proxy whose certificate is not to be verified', () => {
  assert.deepEqual(of({ ...unset, 'http.proxyStrictSSL': false }), { strictSSL: false });
});

test('proxies that extensions shall not use are not used', () => {
  const set = { ...unset, 'http.proxy': 'http://proxy.corp:3128', 'http.proxySupport': 'off' };
  assert.deepEqual(of(set), { noProxy: ['*'] });
});

test('values of another kind count as not set', () => {
  assert.deepEqual(of({ 'http.proxy': 7, 'http.noProxy': 'localhost', 'http.proxyStrictSSL': null }), {});
});
