import assert from 'node:assert/strict';
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { parse } from 'yaml';
import { personKubeconfig, requireFree, writePersonAccess } from '../../src/kube/person-access.ts';
import { Secret } from '../../src/shell/sh.ts';

const access = {
  cluster: 'home',
  person: 'ismael',
  server: 'https://192.168.0.201:6443',
  namespace: 'wiki',
  certificateAuthority: 'CA\n',
  certificate: 'CERTIFICATE\n',
  key: new Secret('private key', () => 'KEY\n'),
};

async function folder(t: TestContext): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'microcloud-'));
  t.after(() => rm(directory, { recursive: true }));
  return directory;
}

describe("a person's kubeconfig", () => {
  it('leads to the namespace of the person, with the certificate and its key', () => {
    const config = parse(personKubeconfig(access));
    assert.equal(config['current-context'], 'home-ismael');
    assert.deepEqual(config.contexts, [
      { context: { cluster: 'home', namespace: 'wiki', user: 'home-ismael' }, name: 'home-ismael' },
    ]);
    const [{ user }] = config.users;
    assert.equal(Buffer.from(user['client-key-data'], 'base64').toString(), 'KEY\n');
    assert.equal(Buffer.from(user['client-certificate-data'], 'base64').toString(), 'CERTIFICATE\n');
  });

  it('names the file of a key that stays with the person', () => {
    const [{ user }] = parse(personKubeconfig({ ...access, key: 'ismael.key' })).users;
    assert.deepEqual(Object.keys(user), ['client-certificate-data', 'client-key']);
  });

  it('is written for its owner only, also over an earlier one that others could read', async (t) => {
    const file = join(await folder(t), 'home-ismael.yaml');
    await writePersonAccess(file, access);
    await chmod(file, 0o644);
    await writePersonAccess(file, { ...access, certificate: 'NEW\n' });
    assert.equal((await stat(file)).mode & 0o777, 0o600);
    assert.ok((await readFile(file, 'utf8')).includes(Buffer.from('NEW\n').toString('base64')));
  });

  for (const [what, text] of [
    ["the owner's kubeconfig", 'apiVersion: v1\nkind: Config\ncurrent-context: home\n'],
    ['no kubeconfig', 'hello'],
  ] as const) {
    it(`does not take the place of ${what}`, async (t) => {
      const file = join(await folder(t), 'config');
      await writeFile(file, text);
      await assert.rejects(requireFree(file, 'home-ismael'), { exitCode: 2 });
      await assert.rejects(writePersonAccess(file, access));
      assert.equal(await readFile(file, 'utf8'), text);
    });
  }
});
