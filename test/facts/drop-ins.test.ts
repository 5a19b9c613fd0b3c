import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { runRound } from '../../src/engine/round.ts';
import { otherCommands } from '../../src/facts/drop-ins.ts';
import { needsScratch, scratchNode } from '../support/scratch/scratch-node.ts';

const etc = '/etc/systemd/system/kubelet.service.d';
const packaged = '/usr/lib/systemd/system/kubelet.service.d/10-kubeadm.conf';
const another = '[Service]\nEnvironment=A=b\nExecStart=\nExecStart=/usr/bin/kubelet $ARGS\n';

async function read(t: TestContext, files: Readonly<Record<string, string>>) {
  const fact = otherCommands('kubelet.service');
  const connection = await scratchNode(t, { files });
  const result = await runRound(connection, { changes: [], facts: [fact], holder: 'test' });
  assert.equal(result.kind, 'done');
  return result.answers.get(fact);
}

describe('drop-ins with another command', needsScratch, () => {
  it('are none where there are none, or they add to the command that is there', async (t) => {
    assert.deepEqual(await read(t, {}), []);
    const proxy = '[Service]\nEnvironment="HTTPS_PROXY=http://proxy:3128"\nExecStartPre=/bin/true\nExecStart=\n';
    assert.deepEqual(await read(t, { [`${etc}/proxy.conf`]: proxy }), []);
  });

  it('are found in all folders of systemd', async (t) => {
    const mine = `${etc}/20 mine.conf`;
    assert.deepEqual(await read(t, { [packaged]: another, [mine]: another }), [mine, packaged]);
  });

  it('count once for a name: that of the first folder', async (t) => {
    assert.deepEqual(await read(t, { [packaged]: another, [`${etc}/10-kubeadm.conf`]: '[Service]\n' }), []);
  });
});
