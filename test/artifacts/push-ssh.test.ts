import assert from 'node:assert/strict';
import { readFileSync, rmSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { type Artifact, stagedPath } from '../../src/artifacts/artifact-table.ts';
import { sha256 } from '../../src/artifacts/checksums.ts';
import { push } from '../../src/artifacts/push.ts';
import { startSshd, type TestSshd } from '../support/sshd.ts';
import { layOut, temporary } from '../support/temporary.ts';
import { type ControlMachine, controlMachine, trust } from '../support/transport.ts';

describe('pushing an artifact over SSH', () => {
  let sshd: TestSshd;
  let machine: ControlMachine;
  before(async () => {
    [sshd, machine] = [await startSshd(), await controlMachine()];
    sshd.authorize('root', [machine.publicKey]);
    trust(machine, sshd);
  });
  after(async () => {
    machine.remove();
    await sshd.stop();
  });

  it('stages it, goes on from a part, mends a damaged part, and does not send it twice', async (t) => {
    const bytes = Buffer.alloc(3_000_000, 'kubeadm ');
    const local = await temporary(t);
    await layOut(local, [['kubeadm', bytes]]);
    const fetched = { file: `${local}/kubeadm`, sha256: sha256(bytes), bytes: bytes.length };
    const artifact: Artifact = {
      kind: 'file',
      name: 'push-test',
      version: `v${process.pid}`,
      arch: 'arm64',
      origin: '',
    };
    const path = stagedPath(artifact);
    t.after(() => rmSync(path, { force: true }));
    const connection = await machine.connect(sshd, { user: 'root' });
    const starts: number[] = [];
    const send = async () => {
      const seen: number[] = [];
      await push(connection, artifact, fetched, (done) => void seen.push(done));
      starts.push(seen[0] ?? -1);
      assert.deepEqual(readFileSync(path), bytes);
    };

    await layOut('/', [[`${path}.part`, bytes.subarray(0, 1_000_000)]]);
    await send();
    await send();
    rmSync(path);
    await layOut('/', [[`${path}.part`, Buffer.alloc(2_000_000, 'x')]]);
    await send();
    assert.deepEqual(starts, [1_000_000, -1, 2_000_000]);
    // Ask, send, verify; ask; ask, send, verify, send, verify.
    assert.equal(connection.execs, 3 + 1 + 5);
  });
});
