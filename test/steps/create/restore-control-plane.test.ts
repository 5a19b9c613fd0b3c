import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { Copy } from '../../../src/backup/copy.ts';
import { readCopy } from '../../../src/backup/read-copy.ts';
import init from '../../../src/steps/create/init-control-plane.ts';
import step from '../../../src/steps/create/restore-control-plane.ts';
import { packCopy, partsOfCopy } from '../../support/copies.ts';
import { sharedSecrets } from '../../support/kubeadm.ts';
import { fileAnswer, makeScope, planStep } from '../../support/plan.ts';
import { assertShell } from '../../support/shell.ts';

const base = { architecture: 'arm64\n', copy: '' };

describe('the control plane of a copy', () => {
  let copy: Copy;
  before(async () => {
    copy = await readCopy(await packCopy(partsOfCopy()));
  });
  const scope = (more: Parameters<typeof makeScope>[0] = {}) => ({
    ...makeScope({ at: 'pi-1', secrets: sharedSecrets, ...more }),
    restoring: copy,
  });
  const plan = (answers: Readonly<Record<string, string>>, at = scope()) => planStep(step, { ...base, ...answers }, at);
  const said = (answers: Readonly<Record<string, string>>, at = scope()) =>
    plan(answers, at).map((finding) => finding.summary);
  const brings = 'Bring the copy of the cluster that pi-1 made at 2026-11-29 09:45 UTC';
  const creates = 'Create the cluster "home" from that copy, with Kubernetes 1.35.4';

  it('gets the copy, and is created from it', () => {
    assert.deepEqual(said({ state: 'none\n' }), [brings, creates]);
  });

  it('is there', () => {
    assert.deepEqual(said({ state: 'done\n' }), []);
  });

  it('has the copy already when a try was interrupted', () => {
    const unpacked = fileAnswer(copy.sums, { mode: '600' });
    const again = `${creates}, after resetting an interrupted try`;
    assert.deepEqual(said({ state: 'interrupted\n', copy: unpacked }), [again]);
  });

  it('gets this copy where another one lies', () => {
    assert.deepEqual(said({ state: 'none\n', copy: fileAnswer('another') }), [brings, creates]);
  });

  it('is no worker, none of k3s, and not made from a copy without one', () => {
    assert.deepEqual(said({ state: 'none\n' }, scope({ at: 'pi-2' })), []);
    assert.deepEqual(said({ state: 'none\n' }, scope({ cluster: { distribution: 'k3s' } })), []);
    assert.deepEqual(
      planStep(step, { ...base, state: 'none\n' }, makeScope({ at: 'pi-1', secrets: sharedSecrets })),
      [],
    );
  });

  it('is not created anew beside it', () => {
    assert.deepEqual(planStep(init, { state: 'none\n', copy: '' }, scope()), []);
  });

  it('is not created anew where one from a copy has begun', () => {
    const copy = fileAnswer('some sums', { mode: '600' });
    const [finding, ...others] = planStep(init, { state: 'interrupted\n', copy }, makeScope({ at: 'pi-1' }));
    assert.ok(finding?.kind === 'problem');
    assert.match(finding.summary, /a cluster was to be made here from a copy, and that was not finished/);
    assert.deepEqual(others, []);
  });

  it('counts as made before its copy goes: without both it would be reset, and made anew', () => {
    const text = (plan({ state: 'none\n' }).at(-1) as { script: { wire: string } }).script.wire;
    assert.match(
      text,
      /\nrm -f \/var\/lib\/microcloud\/kubeadm-running\n[\s\S]*rm -rf \/var\/lib\/microcloud\/restore /,
    );
  });

  it('lets the copy go that an interruption has left', () => {
    const answers = { ...base, state: 'done\n', copy: fileAnswer('some sums', { mode: '600' }) };
    for (const [one, at] of [
      [step, scope()],
      [init, makeScope({ at: 'pi-1' })],
    ] as const)
      assert.deepEqual(
        planStep(one, answers, at).map(({ kind, summary }) => `${kind}: ${summary}`),
        ['change: Remove the copy that the cluster was made from'],
      );
  });

  it('brings etcdutl of the version of its etcd, and the bytes of the copy, which no list of artifacts shows', () => {
    const [first, second] = plan({ state: 'none\n' });
    assert.ok(first?.kind === 'change' && second?.kind === 'change');
    assert.equal(second.artifact?.name, 'etcdutl');
    assert.deepEqual(first.artifact?.content?.(), copy.archive());
    assert.doesNotMatch(JSON.stringify(first), /H4sI|content/);
  });

  it('finds the keys for root alone, and data of one member whose revisions go on above all others', () => {
    const changes = plan({ state: 'none\n' }).filter((finding) => finding.kind === 'change');
    assertShell({ changes });
    const text = changes.at(-1)?.script.wire ?? '';
    assert.match(text, /umask 077\n {2}mkdir -p \/etc\/kubernetes\/pki\n/);
    assert.match(
      text,
      /rm -rf \/var\/lib\/etcd\n.*etcdutl snapshot restore .*--data-dir \/var\/lib\/etcd --bump-revision 1000000000 --mark-compacted --name pi-1 /,
    );
    assert.match(text, /address=192\.168\.0\.201\n/);
    assert.match(text, /kubeadm init --config .* --ignore-preflight-errors=DirAvailable--var-lib-etcd/);
  });

  it('keeps its data where the inventory says', () => {
    const kubeadm = { cluster: { etcd: { local: { dataDir: '/mnt/ssd/etcd' } } } };
    const changes = plan({ state: 'none\n' }, scope({ cluster: { kubeadm } }));
    const text = changes.at(-1)?.kind === 'change' ? (changes.at(-1) as { script: { wire: string } }).script.wire : '';
    assert.match(text, /--data-dir \/mnt\/ssd\/etcd /);
    assert.match(text, /--ignore-preflight-errors=DirAvailable--mnt-ssd-etcd/);
  });

  it('is called as the copied cluster was: workers and kube-proxy go on calling it so', async () => {
    const old = await readCopy(await packCopy({ ...partsOfCopy(), called: '192.168.0.201:6443\n' }));
    const endpoint = (restoring: Copy) => {
      const change = plan({ state: 'none\n' }, { ...scope(), restoring }).at(-1);
      assert.ok(change?.kind === 'change');
      return /controlPlaneEndpoint: (\S+)/.exec(change.script.wire)?.[1];
    };
    assert.equal(endpoint(old), '192.168.0.201:6443');
    assert.equal(endpoint(copy), 'api.home.internal:6443');
  });

  it('deletes Node objects of nodes that the inventory no longer has', () => {
    const fewer = scope();
    const at = { ...fewer, nodes: fewer.nodes.filter(({ name }) => name !== 'pi-3') };
    const text = (plan({ state: 'none\n' }, at).at(-1) as { script: { wire: string } }).script.wire;
    assert.match(text, /delete node --ignore-not-found --wait=false pi-3\n/);
    const all = (plan({ state: 'none\n' }).at(-1) as { script: { wire: string } }).script.wire;
    assert.doesNotMatch(all, /delete node/);
  });
});
