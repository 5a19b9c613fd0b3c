import assert from 'node:assert/strict';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { execaNode } from 'execa';
import { temporary } from '../support/temporary.ts';

// Both ways of starting the engine count a start, and what they start answers a while later.
const engine = `echo start >>"$STARTS"; { sleep 0.5; touch "$STARTS.answers"; } & exit 0`;
const programs = {
  docker: `echo "$1 $2" >>"$STARTS.docker"
[ "$1" = --version ] || test -e "$STARTS.answers" || exit 1
[ "$1" != ps ] || printf 'left\\tpi-1\\t1\\ttrixie\\tmicrocloud-lab-left-pi-1\\texited\\n'`,
  dockerd: engine,
  systemctl: engine,
  iptables: 'exit 0',
};

describe('startEngine', () => {
  it('starts one engine for all processes that want it', async (t) => {
    const { starts, environment } = await machineWithoutEngine(t);
    await Promise.all(Array.from({ length: 3 }, () => inProcess(environment, 'engine.ts', 'startEngine(() => {})')));
    assert.equal(await readFile(starts, 'utf8'), 'start\n');
    await inProcess(environment, 'engine.ts', 'startEngine(() => {})');
    assert.equal(await readFile(starts, 'utf8'), 'start\n', 'an engine that answers is not started again');
  });
});

describe('labDown', () => {
  it('also removes the nodes that a stopped engine keeps', async (t) => {
    const { starts, environment } = await machineWithoutEngine(t);
    const { stdout } = await inProcess(environment, 'down.ts', "labDown({ name: 'left' }).then(console.log)");
    assert.match(stdout, /removed: \[ 'pi-1' \]/);
    assert.match(await readFile(`${starts}.docker`, 'utf8'), /^rm --force$/m);
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

function inProcess(env: Readonly<Record<string, string>>, file: string, call: string) {
  const module = new URL(`../../lab/${file}`, import.meta.url).href;
  const script = `import { ${call.replace(/\(.*/, '')} } from '${module}'; await ${call};`;
  return execaNode('-', [], { env, input: script, nodeOptions: ['--input-type=module'] });
}
