import assert from 'node:assert/strict';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { packCopy, partsOfCopy } from '../support/copies.ts';
import { layOut, temporary } from '../support/temporary.ts';
import { microcloud, microcloudOnTerminal } from './cli.ts';

const name = 'home-2026-11-29T094512Z.tar.gz';
const inventory = `cluster: {name: home, distribution: kubeadm}
nodes: [{name: pi-1, role: control-plane, address: 192.0.2.1}]
`;

/** A place with an inventory and one copy. */
async function setUp(t: TestContext) {
  const cwd = await temporary(t);
  const copy = `data/microcloud/backups/${name}`;
  await layOut(cwd, [
    [copy, await packCopy(partsOfCopy())],
    ['inventory.yaml', inventory],
  ]);
  const home = { HOME: cwd, XDG_DATA_HOME: join(cwd, 'data'), XDG_STATE_HOME: join(cwd, 'state') };
  return { cwd, copy, env: home, file: join(cwd, copy) };
}

describe('microcloud backup', () => {
  it('lists the copies of this machine', async (t) => {
    const { cwd, env, file } = await setUp(t);
    const { code, stdout } = await microcloud(['backup', 'list'], { cwd, env });
    assert.equal(code, 0);
    assert.match(stdout, /^CLUSTER +MADE \(UTC\) +SIZE +ENCRYPTED +FILE\nhome +2026-11-29 09:45 +\S+ k?B +no +/);
    assert.ok(stdout.trimEnd().endsWith(file));
    const { copies } = JSON.parse((await microcloud(['backup', 'list', '--json'], { cwd, env })).stdout);
    assert.deepEqual([copies.length, copies[0].made], [1, '2026-11-29T09:45:12.000Z']);
  });

  it('says where copies would be while there are none', async (t) => {
    const cwd = await temporary(t);
    const { code, stdout } = await microcloud(['backup', 'list'], { cwd, env: { HOME: cwd, XDG_DATA_HOME: '' } });
    assert.equal(code, 0);
    assert.equal(stdout, `${cwd}/.local/share/microcloud/backups has no copies. Make one: microcloud backup\n`);
  });

  it('verifies a copy, and says what is not in it', async (t) => {
    const { cwd, env, copy, file } = await setUp(t);
    const { code, stdout } = await microcloud(['backup', 'verify', copy], { cwd, env });
    assert.equal(code, 0);
    assert.match(
      stdout,
      /is complete and undamaged\.\nIt has the cluster home, Kubernetes 1\.35\.4, as pi-1 had it on 20/,
    );
    assert.match(stdout, /Nodes then: pi-1, pi-2, pi-3\./);
    assert.match(stdout, /Not in it: what pods keep in volumes\./);
    const json = JSON.parse((await microcloud(['backup', 'verify', copy, '--json'], { cwd, env })).stdout);
    assert.deepEqual([json.file, json.version, json.madeOn], [file, '1.35.4', 'pi-1']);
    assert.doesNotMatch(JSON.stringify(json), /this is/);
  });

  it('ends with 2 for a copy that is damaged', async (t) => {
    const { cwd, env, file } = await setUp(t);
    writeFileSync(file, 'hello');
    const { code, stderr } = await microcloud(['backup', 'verify', file], { cwd, env });
    assert.equal(code, 2);
    assert.match(stderr, /\.tar\.gz is no copy of a cluster, or it is damaged\./);
    assert.match(stderr, /Another copy: microcloud backup list/);
  });

  it('contacts nobody, and asks for no passphrase, where the file is there already', async (t) => {
    const { cwd, env, copy, file } = await setUp(t);
    const { code, stderr } = await microcloud(['backup', '--output', copy], { cwd, env });
    assert.equal(code, 2);
    assert.ok(stderr.includes(`${file} is there already.`), stderr);
  });

  const refusals: Readonly<Record<string, readonly [passphrase: string | undefined, says: RegExp]>> = {
    'without a terminal': [
      undefined,
      /no terminal to ask on: Choose the passphrase[\s\S]*set MICROCLOUD_BACKUP_PASSPHRASE/,
    ],
    'when it is short': ['secret', /The passphrase is too short[\s\S]*Take 8 characters or more/],
  };
  for (const [title, [passphrase, says]] of Object.entries(refusals)) {
    it(`contacts nobody before it has a passphrase ${title}`, async (t) => {
      const { cwd, env } = await setUp(t);
      const given = passphrase === undefined ? {} : { MICROCLOUD_BACKUP_PASSPHRASE: passphrase };
      const { code, stderr } = await microcloud(['backup'], { cwd, env: { ...env, ...given } });
      assert.equal(code, 2);
      assert.match(stderr, says);
    });
  }

  it('takes no passphrase from a file that others can read', async (t) => {
    const { cwd, env } = await setUp(t);
    const file = join(cwd, 'passphrase');
    writeFileSync(file, 'correct horse\n');
    chmodSync(file, 0o644);
    const { code, stderr } = await microcloud(['backup', '--passphrase-file', file], { cwd, env });
    assert.equal(code, 2);
    assert.match(stderr, /can be read by others on this machine; it holds the passphrase of the copy/);
  });

  it('asks for the passphrase twice, and shows it not at all', async (t) => {
    const { cwd, env } = await setUp(t);
    const { code, stdout } = await microcloudOnTerminal(['backup'], { cwd, env }, [
      ['Choose the passphrase', 'correct horse'],
      ['once more', 'correct cow!!'],
    ]);
    assert.equal(code, 2);
    assert.match(stdout, /The two passphrases differ; nothing was done\./);
    assert.doesNotMatch(stdout, /correct/);
  });
});
