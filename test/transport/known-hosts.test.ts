import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { describe, it } from 'node:test';
import {
  fingerprint,
  judge,
  knownHostLine,
  knownHostName,
  parseKnownHosts,
  withoutOtherKeys,
} from '../../src/transport/known-hosts.ts';
import { readKnownHosts, rememberHostKey } from '../../src/transport/known-hosts-files.ts';
import { person } from '../support/endpoints.ts';

const key = (type: string, ...contents: string[]) => {
  const part = (text: string) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(text.length);
    return Buffer.concat([length, Buffer.from(text)]);
  };
  return Buffer.concat([type, ...contents].map(part));
};
const ed = key('ssh-ed25519', 'one');
const otherEd = key('ssh-ed25519', 'two');
const rsa = key('ssh-rsa', 'three', 'parts');
const text = (hosts: string, blob: Buffer, type = 'ssh-ed25519') =>
  `${hosts} ${type} ${blob.toString('base64')} comment\n`;

describe('known_hosts', () => {
  const hashed = (name: string) => `${knownHostLine(name, ed, { hashed: true })}\n`;
  const rows: readonly [what: string, content: string, name: string, shown: Buffer, kind: string][] = [
    ['a name', text('pi-1', ed), 'pi-1', ed, 'trusted'],
    ['one of several names', text('a,pi-1,b', ed), 'pi-1', ed, 'trusted'],
    ['a pattern', text('192.168.0.*', ed), '192.168.0.7', ed, 'trusted'],
    ['a pattern with an exception', text('192.168.0.*,!192.168.0.7', ed), '192.168.0.7', ed, 'unknown'],
    ['a port', text('[pi-1]:2222', ed), '[pi-1]:2222', ed, 'trusted'],
    ['another port', text('pi-1', ed), '[pi-1]:2222', ed, 'unknown'],
    ['a hashed name', hashed('pi-1'), 'pi-1', ed, 'trusted'],
    ['another hashed name', hashed('pi-2'), 'pi-1', ed, 'unknown'],
    ['another key', text('pi-1', otherEd), 'pi-1', ed, 'changed'],
    ['another key under a hashed name', hashed('pi-1'), 'pi-1', otherEd, 'changed'],
    ['one of two keys', text('pi-1', otherEd) + text('pi-1', ed), 'pi-1', ed, 'trusted'],
    ['a key of another type', text('pi-1', rsa, 'ssh-rsa'), 'pi-1', ed, 'changed'],
    ['a revoked key', `@revoked ${text('*', ed)}${text('pi-1', ed)}`, 'pi-1', ed, 'revoked'],
    ['another key that is revoked', `@revoked ${text('*', otherEd)}`, 'pi-1', ed, 'unknown'],
    ['a certificate authority', `@cert-authority ${text('*', ed)}`, 'pi-1', ed, 'unknown'],
    [
      'a key that has lost its end',
      `pi-1 ssh-ed25519 ${otherEd.toString('base64').slice(0, -8)}\n`,
      'pi-1',
      ed,
      'unknown',
    ],
    [
      'two lines that have become one',
      `${text('pi-1', otherEd).split(' c')[0]}${text('pi-2', ed)}`,
      'pi-1',
      ed,
      'unknown',
    ],
    ['a key of another type than its line says', text('pi-1', otherEd, 'ssh-rsa'), 'pi-1', ed, 'unknown'],
    ['a key of the first version of SSH', 'pi-1 1024 35 1234567890\n', 'pi-1', ed, 'unknown'],
    ['comments and rubbish', `# pi-1\n\nrubbish\npi-1 ssh-ed25519\n`, 'pi-1', ed, 'unknown'],
  ];
  for (const [what, content, name, shown, kind] of rows)
    it(`judges ${what}: ${kind}`, () => assert.equal(judge([name], shown, parseKnownHosts(content, 'f')).kind, kind));

  it('names the line of the key that has changed, of the same type if there is one', () => {
    const content = `# comment\n${text('pi-1', rsa, 'ssh-rsa')}${text('pi-1', otherEd)}`;
    const verdict = judge(['pi-1'], ed, parseKnownHosts(content, 'known'));
    assert.ok(verdict.kind === 'changed');
    assert.deepEqual([verdict.known.file, verdict.known.line], ['known', 3]);
  });

  it('names hosts as ssh does', () => {
    assert.equal(knownHostName('Pi-1', 22), 'pi-1');
    assert.equal(knownHostName('pi-1', 2222), '[pi-1]:2222');
  });

  it('shows fingerprints as ssh-keygen does', () => {
    const github = 'AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl';
    const known = 'ED25519 SHA256:+DiY3wvvV6TuJJhbpZisF/zLDA0zPMSvHdkr4UvCOqU';
    assert.equal(fingerprint(Buffer.from(github, 'base64')), known);
  });
});

describe('a known_hosts without the other keys of a host', () => {
  const hashed = (name: string, blob: Buffer) => `${knownHostLine(name, blob, { hashed: true })}\n`;
  const rows: readonly [what: string, before: string, after: string][] = [
    ['loses its line', `# mine\n${text('pi-1', otherEd)}${text('pi-2', otherEd)}`, `# mine\n${text('pi-2', otherEd)}`],
    ['keeps the right key', text('pi-1', ed), text('pi-1', ed)],
    ['loses its name where others share the line', text('a,pi-1,b', otherEd), text('a,b', otherEd)],
    ['loses a hashed line', `${hashed('pi-1', otherEd)}x\n`, 'x\n'],
    ['keeps patterns', text('pi-*', otherEd), text('pi-*', otherEd)],
    ['keeps revoked keys and authorities', `@revoked ${text('pi-1', otherEd)}`, `@revoked ${text('pi-1', otherEd)}`],
  ];
  for (const [what, before, after] of rows) it(what, () => assert.equal(withoutOtherKeys(before, 'pi-1', ed), after));
});

describe('writing a key down', () => {
  it('leaves every other byte of the file as it is, whatever text that is', async (t) => {
    const endpoint = await (await person(t, '')).endpoint({ address: 'pi-1' });
    const [file = ''] = endpoint.knownHostsFiles;
    const others = Buffer.from('# f\u00fcr die B\u00fccherei\r\npi-2 rubbish\n', 'latin1');
    await writeFile(file, Buffer.concat([others, Buffer.from(text('pi-1', otherEd))]));
    const lines = await readKnownHosts([file]);
    await rememberHostKey(endpoint, ed, { lines, pinned: undefined, accepted: undefined });
    const line = `${knownHostLine('pi-1', ed, { hashed: false })}\n`;
    assert.deepEqual(await readFile(file), Buffer.concat([others, Buffer.from(line)]));
  });
});
