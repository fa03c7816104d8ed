import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { parseRemote, sshHostOf } from '../../server/src/host/remote.ts';

const corp = { base: 'https://corp.example.com/gitlab', sshHosts: ['ssh.corp.example.com', 'work'] };
const known = ['https://gl.example.com', corp, 'http://10.0.0.7:8929', 'https://[2001:db8::7]'];

function meant(url: string, instances: Parameters<typeof parseRemote>[1] = known): string | undefined {
  const found = parseRemote(url, instances);
  return found && `${found.base} ${found.path}${found.certain ? '' : ' ?'}`;
}

describe('ssh', () => {
  test('the short form', () => assert.equal(meant('git@gitlab.com:a/b.git'), 'https://gitlab.com a/b'));
  test('without a user', () => assert.equal(meant('gitlab.com:a/b'), 'https://gitlab.com a/b'));
  test('with a slash', () => assert.equal(meant('git@gitlab.com:/a/b.git'), 'https://gitlab.com a/b'));
  test('the long form', () => assert.equal(meant('ssh://git@gitlab.com/a/b/c.git'), 'https://gitlab.com a/b/c'));
  test('with git in front', () => assert.equal(meant('git+ssh://git@gitlab.com/a/b'), 'https://gitlab.com a/b'));
  test('a port is not the web port', () =>
    assert.equal(meant('ssh://git@gl.example.com:2222/a/b.git'), 'https://gl.example.com a/b'));
  test('in brackets', () => assert.equal(meant('[git@gl.example.com:7999]:a/b.git'), 'https://gl.example.com a/b'));
  test('over 443', () => assert.equal(meant('ssh://git@altssh.gitlab.com:443/a/b.git'), 'https://gitlab.com a/b'));
  test('a host of its own', () =>
    assert.equal(meant('git@ssh.corp.example.com:a/b.git'), 'https://corp.example.com/gitlab a/b'));
  test('an alias', () => assert.equal(meant('work:a/b.git'), 'https://corp.example.com/gitlab a/b'));
  test('with the root', () =>
    assert.equal(meant('git@corp.example.com:gitlab/a/b.git'), 'https://corp.example.com/gitlab a/b'));
  test('without the root', () =>
    assert.equal(meant('git@corp.example.com:a/b.git'), 'https://corp.example.com/gitlab a/b'));
  test('IPv6', () => assert.equal(meant('ssh://git@[2001:db8::7]:22/a/b.git'), 'https://[2001:db8::7] a/b'));
  test('two instances on one host are a guess', () => {
    const two = ['https://gl.example.com', 'https://gl.example.com:8443'];
    assert.equal(meant('git@gl.example.com:a/b.git', two), 'https://gl.example.com a/b ?');
    assert.equal(meant('https://gl.example.com:8443/a/b.git', two), 'https://gl.example.com:8443 a/b');
  });
});

describe('the web', () => {
  test('as cloned', () => assert.equal(meant('https://gitlab.com/a/b.git'), 'https://gitlab.com a/b'));
  test('with a slash behind', () => assert.equal(meant('https://gitlab.com/a/b.git/'), 'https://gitlab.com a/b'));
  test('credentials are left behind', () =>
    assert.equal(meant('https://oauth2:glpat-x@gitlab.com/a/b.git'), 'https://gitlab.com a/b'));
  test('a password with a slash and an @, encoded', () =>
    assert.equal(meant('https://me:p%40%2Fs@gitlab.com/a/b.git'), 'https://gitlab.com a/b'));
  test('a port selects the instance', () =>
    assert.equal(meant('http://10.0.0.7:8929/a/b.git'), 'http://10.0.0.7:8929 a/b'));
  test('another port is another one', () =>
    assert.equal(meant('http://10.0.0.7:9000/a/b.git'), 'http://10.0.0.7:9000 a/b ?'));
  test('the root is not part of the project', () =>
    assert.equal(meant('https://corp.example.com/gitlab/a/b.git'), 'https://corp.example.com/gitlab a/b'));
  test('beside the root is another site', () =>
    assert.equal(meant('https://corp.example.com/gitlabs/a/b.git'), 'https://corp.example.com gitlabs/a/b ?'));
  test('case counts in paths only', () =>
    assert.equal(meant('https://GL.Example.com/Acme/App.git'), 'https://gl.example.com Acme/App'));
  test('an address from the browser', () =>
    assert.equal(meant('https://gitlab.com/a/b/-/tree/main?x=1#y'), 'https://gitlab.com a/b'));
  test('a wiki', () => assert.equal(meant('https://gitlab.com/a/b.wiki.git'), 'https://gitlab.com a/b'));
  test('dots in a name', () => assert.equal(meant('https://gitlab.com/a/b.v2.git'), 'https://gitlab.com a/b.v2'));
  test('an unknown host is a guess', () =>
    assert.equal(meant('https://git.example.org/a/b.git'), 'https://git.example.org a/b ?'));
});

describe('no project of a GitLab', () => {
  test('no namespace', () => assert.equal(meant('git@gitlab.com:b.git'), undefined));
  test('dot segments', () => assert.equal(meant('https://gitlab.com/a/../b/c.git'), undefined));
  test('a path', () => assert.equal(meant('/srv/git/a/b.git'), undefined));
  test('a relative path', () => assert.equal(meant('../b'), undefined));
  test('a relative path with a colon', () => assert.equal(meant('./x:a/b'), undefined));
  test('a drive', () => assert.equal(meant('C:\\git\\a\\b'), undefined));
  test('a drive with slashes', () => assert.equal(meant('C:/git/a/b'), undefined));
  test('a file URL', () => assert.equal(meant('file:///srv/a/b.git'), undefined));
  test('a helper', () => assert.equal(meant('codecommit::eu-west-1://repo'), undefined));
  test('nothing', () => assert.equal(meant(''), undefined));
});

test('the host that ssh is given', () => {
  assert.equal(sshHostOf('work:a/b.git'), 'work');
  assert.equal(sshHostOf('https://gitlab.com/a/b.git'), undefined);
});

/** A list of recorded forms, where one is named: `[{url, base, path, certain}]`, `base` null for none. */
test('recorded forms (REMOTE_URLS)', () => {
  const file = process.env['REMOTE_URLS'];
  if (file === undefined || !existsSync(file)) return;
  const instances = ['https://gl.example.com', 'https://gl.example.com:8443', ...known.slice(1)];
  const rows = JSON.parse(readFileSync(file, 'utf8')) as readonly Record<string, unknown>[];
  for (const { url, base, path, certain } of rows) {
    const expected = base === null ? undefined : { base, path, certain };
    assert.deepEqual(parseRemote(String(url), instances), expected, String(url));
  }
});
