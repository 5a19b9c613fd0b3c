import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { openCopy } from '../../src/backup/copy-file.ts';
import { clusterKeys } from '../../src/distributions/kubeadm-copy.ts';
import { UserError } from '../../src/errors.ts';
import { Secret } from '../../src/shell/sh.ts';
import { backUp } from '../../src/tasks/backup.ts';
import { copyingKubectl, etcdData } from '../support/copies.ts';
import { freshPi } from '../support/scratch/fresh-pi.ts';
import { kubernetesPrograms } from '../support/scratch/programs.ts';
import { needsScratch } from '../support/scratch/scratch-node.ts';
import { scratchRun } from '../support/scratch/scratch-run.ts';
import type { World } from '../support/scratch/world.ts';
import { temporary } from '../support/temporary.ts';

const passphrase = new Secret('passphrase', () => 'correct horse');
const inventory = 'cluster: {name: home}\n';
const pki = '/etc/kubernetes/pki';
const controlPlane: NonNullable<World['files']> = {
  '/etc/kubernetes/manifests/etcd.yaml': '    - --data-dir=/var/lib/etcd\n',
  '/etc/kubernetes/admin.conf': '    server: https://api.home.internal:6443\n',
  '/etc/kubernetes/kubelet.conf': 'kind: Config\n',
  '/var/lib/etcd/member/snap/db': 'live',
  ...Object.fromEntries(
    clusterKeys.map((name) => [`${pki}/${name}`, { content: `the ${name} of home\n`, mode: '600' }]),
  ),
};

interface Case {
  /** Whether pi-1 has the cluster. Default: yes. */
  readonly hasCluster?: boolean;
  readonly kubectl?: string;
  readonly off?: readonly string[];
  readonly lacks?: string;
}

async function setUp(t: TestContext, { hasCluster = true, kubectl = copyingKubectl(), off = [], lacks }: Case = {}) {
  const folder = await temporary(t);
  const path = join(folder, 'inventory.yaml');
  await writeFile(path, inventory);
  const { [lacks ?? '']: _, ...own } = controlPlane;
  const scratch = await scratchRun(
    t,
    (name, address) => {
      const { files, programs, ...world } = freshPi(name, address);
      const isFirst = hasCluster && name === 'pi-1';
      return {
        ...world,
        files: { ...files, ...(isFirst ? own : {}) },
        programs: { ...programs, ...kubernetesPrograms, kubectl },
      };
    },
    { off, path },
  );
  return { ...scratch, output: join(folder, 'copy') };
}

describe('copying a cluster', needsScratch, () => {
  it('brings its data and keys, and what says which cluster it is, into one encrypted file', async (t) => {
    const { run, output, nodes, open } = await setUp(t);
    const { bytes, ...result } = await backUp(run, { output, passphrase });
    assert.partialDeepStrictEqual(result, {
      file: output,
      encrypted: true,
      cluster: 'home',
      version: '1.35.4',
      nodes: ['pi-1'],
    });
    assert.equal(readFileSync(output).length, bytes);
    const copy = await openCopy(output, async () => passphrase);
    assert.deepEqual(
      copy.parts.map(({ path }) => path).toSorted(),
      [
        ...['SHA256SUMS', 'about.json', 'called', 'etcd.db', 'inventory.yaml', 'made', 'nodes', 'version.json'],
        ...clusterKeys.map((name) => `pki/${name}`),
      ].toSorted(),
    );
    assert.deepEqual([copy.inventory, copy.ca, copy.madeOn], [inventory, 'the ca.crt of home\n', 'pi-1']);
    assert.equal(copy.called, 'api.home.internal:6443');
    assert.deepEqual(
      [...nodes.values()].map(({ execs }) => execs),
      [3, 0, 0],
    );
    assert.deepEqual([...open], []);
  });

  it('leaves nothing on the node, and no secret in the arguments of a program', async (t) => {
    const { run, output, nodes } = await setUp(t);
    const pi1 = nodes.get('pi-1')!;
    const before = pi1.files();
    await backUp(run, { output, passphrase: undefined });
    assert.deepEqual(pi1.files(), { ...before, '/var/lib/microcloud/copied': '' });
    for (const call of pi1.calls()) assert.doesNotMatch(call, /of home/);
  });

  it('shows no part of the copy in the events that a log keeps', async (t) => {
    const { run, output, events } = await setUp(t);
    await backUp(run, { output, passphrase: undefined });
    assert.match(JSON.stringify(events), /copies the cluster/);
    assert.doesNotMatch(JSON.stringify(events), /of home|H4sI/);
  });

  const failures: Readonly<Record<string, readonly [Case, RegExp]>> = {
    'before there is a cluster': [{ hasCluster: false }, /^pi-1 has no cluster that could be copied\.$/],
    'while the control plane does not answer': [{ off: ['pi-1'] }, /^pi-1 does not answer\.$/],
    'while etcd does not answer': [
      { kubectl: 'echo "connection refused" >&2; exit 1' },
      /^pi-1 cannot copy the cluster: connection refused$/,
    ],
    'whose keys are not on the node': [
      { lacks: `${pki}/ca.key` },
      /^pi-1 cannot copy the cluster: .*\bca\.key.*No such file/s,
    ],
    'whose etcd runs elsewhere': [
      { lacks: '/etc/kubernetes/manifests/etcd.yaml' },
      /^pi-1 cannot copy the cluster: .*there is no etcd of kubeadm on this control plane$/s,
    ],
    'whose data came damaged': [
      { kubectl: copyingKubectl(etcdData().fill(1, 100, 101)) },
      /^The copy that pi-1 has made is damaged: its data of etcd does not have etcd's own sum\.$/,
    ],
  };
  for (const [title, [setting, says]] of Object.entries(failures)) {
    it(`fails ${title}, says why, and leaves nothing`, async (t) => {
      const { run, output, nodes, open } = await setUp(t, setting);
      const before = nodes.get('pi-1')!.files();
      await assert.rejects(backUp(run, { output, passphrase }), (error) => {
        assert.ok(error instanceof UserError);
        assert.match(error.message, says);
        return true;
      });
      assert.ok(!existsSync(output));
      assert.deepEqual(nodes.get('pi-1')!.files(), before);
      assert.deepEqual([...open], []);
    });
  }
});
