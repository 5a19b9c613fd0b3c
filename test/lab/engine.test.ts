import assert from 'node:assert/strict';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { execaNode } from 'execa';
import { temporary } from '../support/temporary.ts';

// Both ways of starting the engine count a start, and what they start answers a while later.
const engine = `echo start >>"$STARTS"; { sleep 0.5; touch "$STARTS.answers"; } & exit 0`;
const programs = { docker: `test -e "$STARTS.answers"`, dockerd: engine, systemctl: engine };

describe('startEngine', () => {
  it('starts one engine for all processes that want it', async (t) => {
    const { starts, environment } = await machineWithoutEngine(t);
    await Promise.all(Array.from({ length: 3 }, () => startInProcess(environment)));
    assert.equal(await readFile(starts, 'utf8'), 'start\n');
    await startInProcess(environment);
    assert.equal(await readFile(starts, 'utf8'), 'start\n', 'an engine that answers is not started again');
  });
});

async function machineWithoutEngine(t: TestContext) {
  const directory = await temporary(t);
  const bin = join(directory, 'bin');
  await mkdir(bin);
  for (const [name, script] of Object.entries(programs)) {
    await writeFile(join(bin, name), `#!/bin/sh\n${script}\n`);
    await chmod(join(bin, name), 0o755);
  }
  const starts = join(directory, 'starts');
  return { starts, environment: { STARTS: starts, XDG_CACHE_HOME: directory, PATH: `${bin}:${process.env.PATH}` } };
}

function startInProcess(env: Readonly<Record<string, string>>) {
  const module = new URL('../../lab/engine.ts', import.meta.url).href;
  const script = `import { startEngine } from '${module}'; await startEngine(() => {});`;
  return execaNode('-', [], { env, input: script, nodeOptions: ['--input-type=module'] });
}
