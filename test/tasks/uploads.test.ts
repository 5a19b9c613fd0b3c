import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { sha256 } from '../../src/artifacts/checksums.ts';
import { ask } from '../../src/engine/apply.ts';
import { converge } from '../../src/engine/converge.ts';
import { factsOf } from '../../src/engine/plan.ts';
import type { Session } from '../../src/engine/session.ts';
import programs from '../../src/steps/kubernetes/programs-of-kubernetes.ts';
import { uploadArtifacts } from '../../src/tasks/uploads.ts';
import { makeScope } from '../support/plan.ts';
import { needsScratch } from '../support/scratch/scratch-node.ts';
import { scratchRun } from '../support/scratch/scratch-run.ts';
import { temporary } from '../support/temporary.ts';

const phases = [{ name: 'kubernetes', steps: [programs] }];

/** A worker without programs of Kubernetes, and a store that has them. */
async function fresh(t: TestContext) {
  const directory = await temporary(t);
  const { run, events, nodes } = await scratchRun(t, () => ({}));
  const fetched: string[] = [];
  const store: typeof run.store = {
    async fetch({ name }, onProgress = () => {}) {
      fetched.push(name);
      const [file, content] = [join(directory, name), `the program ${name}\n`];
      writeFileSync(file, content);
      onProgress(content.length, content.length);
      return { file, sha256: sha256(Buffer.from(content)), bytes: content.length };
    },
  };
  const node = nodes.get('pi-2');
  assert.ok(node);
  const scope = makeScope();
  const session: Session = { ...run, connection: node, scope, facts: factsOf(phases, scope), emit: () => {} };
  return { run: { ...run, store }, session, node, fetched, events };
}

describe('uploads', needsScratch, () => {
  it('bring what the plan needs, tell how far they are, and let the plan be carried out', async (t) => {
    const { run, session, node, fetched, events } = await fresh(t);
    const answers = await ask(session);
    await uploadArtifacts(run, session, phases, answers);
    assert.deepEqual(fetched, ['kubeadm', 'kubelet']);
    const moves = events.flatMap((event) => (event.kind === 'transfer' ? [`${event.direction} ${event.name}`] : []));
    assert.deepEqual([...new Set(moves)].sort(), [
      'download kubeadm',
      'download kubelet',
      'upload kubeadm',
      'upload kubelet',
    ]);
    await converge(session, phases, answers);
    assert.equal(node.file('/usr/local/bin/kubelet'), '755 root:root\nthe program kubelet\n');
  });

  it('are none where the plan needs none', async (t) => {
    const { run, session, fetched } = await fresh(t);
    await uploadArtifacts(run, session, phases, await ask(session));
    await converge(session, phases, await ask(session));
    fetched.length = 0;
    const { execs } = session.connection;
    await uploadArtifacts(run, session, phases, await ask(session));
    assert.deepEqual([fetched, session.connection.execs], [[], execs + 1]);
  });
});
