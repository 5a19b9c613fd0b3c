import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { startAndArrive } from '../../../src/steps/create/k3s-start.ts';
import { k3sScope } from '../../support/k3s.ts';
import { temporary } from '../../support/temporary.ts';

/** Starts a worker whose lease was renewed at a time, and whose k3s was started again a number of times since. */
async function start(t: TestContext, renewed: string, restarts: number) {
  const directory = await temporary(t);
  const programs = { systemctl: `[ "$1" != show ] || echo ${restarts}`, k3s: `echo ${renewed}` };
  for (const [name, text] of Object.entries(programs)) {
    writeFileSync(join(directory, name), `#!/bin/sh\n${text}\n`);
    chmodSync(join(directory, name), 0o755);
  }
  writeFileSync(join(directory, 'kubelet.kubeconfig'), '');
  const script = startAndArrive(k3sScope()).wire.replaceAll('/var/lib/rancher/k3s/agent', directory);
  const env = { PATH: `${directory}:${process.env.PATH}` };
  const { status, stdout } = spawnSync('sh', ['-euc', script], { env, encoding: 'utf8' });
  return [status, stdout];
}

describe('the start of a worker with k3s', () => {
  it('ends when its kubelet has renewed its lease since', async (t) => {
    assert.deepEqual(await start(t, '2999-01-01T00:00:00.000001Z', 0), [0, '']);
  });

  it('does not take the lease of the kubelet before for that of this one', async (t) => {
    const failed = [1, 'k3s-agent.service stops again and again\n'];
    assert.deepEqual(await start(t, '2026-01-01T00:00:00.000001Z', 8), failed);
  });
});
