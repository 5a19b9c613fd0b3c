import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, it, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { endingOldApi } from '../../../src/steps/upgrade/end-old-api.ts';
import { temporary } from '../../support/temporary.ts';
import { until } from '../../support/until.ts';

const started: ChildProcess[] = [];
afterEach(() => {
  for (const one of started.splice(0)) one.kill('SIGKILL');
});

interface Setting {
  /** How many seconds the API runs. */
  readonly apiAge: number;
  /** Whether etcd runs. */
  readonly etcd: boolean;
}

/** A control plane whose manifests come now. The processes have the names that pidof is asked for. */
async function controlPlane(t: TestContext, { apiAge, etcd }: Setting) {
  const root = await temporary(t);
  const api = spawn('sleep', ['60']);
  const programs = join(root, 'bin');
  mkdirSync(programs);
  const program = (name: string, text: string) => {
    writeFileSync(join(programs, name), `#!/bin/sh\n${text}\n`);
    chmodSync(join(programs, name), 0o755);
  };
  program('pidof', `case "$*" in *etcd) exit ${etcd ? 0 : 1} ;; *) kill -0 ${api.pid} && echo ${api.pid} ;; esac`);
  program('ps', `echo ${apiAge}`);
  program('date', 'echo $(($(/bin/date +%s) + $(cat later 2>/dev/null || echo 0)))');
  const comes = (part: string) => writeFileSync(join(root, `${part}.yaml`), '');
  const beside = spawn('dash', ['-s'], { cwd: root, env: { PATH: `${programs}:/usr/bin:/bin` } });
  beside.stdin.end(endingOldApi(root).wire);
  started.push(api, beside);
  const hasEnded = () => api.signalCode === 'SIGKILL' || assert.fail('the API still runs');
  return { root, api, comes, hasEnded };
}

describe('an API that only makes everybody wait', () => {
  it('is ended where etcd has gone to come back as its new manifest says', async (t) => {
    const { comes, hasEnded } = await controlPlane(t, { apiAge: 500, etcd: false });
    comes('etcd');
    await until(hasEnded);
  });

  it('is ended where its own new manifest is there for some seconds, and it has not ended by itself', async (t) => {
    const { root, api, comes, hasEnded } = await controlPlane(t, { apiAge: 500, etcd: true });
    comes('kube-apiserver');
    await sleep(1500);
    assert.equal(api.signalCode, null);
    writeFileSync(join(root, 'later'), '10');
    await until(hasEnded);
  });

  for (const [title, setting, part] of [
    ['etcd still runs', { apiAge: 500, etcd: true }, 'etcd'],
    ['it has started since etcd went', { apiAge: -5, etcd: false }, 'etcd'],
    ['it has started since its manifest came', { apiAge: -5, etcd: true }, 'kube-apiserver'],
    ['nothing has come', { apiAge: 500, etcd: false }, undefined],
  ] as const) {
    it(`goes on where ${title}`, async (t) => {
      const { root, api, comes } = await controlPlane(t, setting);
      if (part) comes(part);
      if (part === 'kube-apiserver') writeFileSync(join(root, 'later'), '6');
      await sleep(2500);
      assert.equal(api.signalCode, null);
    });
  }
});
