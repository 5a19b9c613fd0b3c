import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { questionsOf } from '../../src/engine/compile.ts';
import { programsFact } from '../../src/facts/programs.ts';
import { parsed } from '../support/answers.ts';
import { temporary } from '../support/temporary.ts';

/** Programs in a folder and records of them, as installing leaves both. */
async function installed(t: TestContext) {
  const root = await temporary(t);
  const [folder, records] = [join(root, 'bin'), join(root, 'records')];
  mkdirSync(folder);
  const fact = programsFact(folder);
  const [question] = questionsOf([programsFact(join(root, 'elsewhere')), fact]);
  const script = question!.script.wire.replace('/var/lib/microcloud/programs', records);
  const asked = () => {
    const { status, stdout } = spawnSync('dash', ['-s'], { input: script, encoding: 'utf8' });
    assert.equal(status, 0);
    return Object.fromEntries(parsed(fact, stdout, [folder]));
  };
  const install = (name: string, version: string) => {
    mkdirSync(records, { recursive: true });
    writeFileSync(join(folder, name), `the program ${name}`);
    const { size, mtimeMs } = statSync(join(folder, name));
    writeFileSync(join(records, name), `${version} ${size} ${Math.floor(mtimeMs / 1000)}\n`);
  };
  return { asked, install, folder, records };
}

test('it knows the versions of programs that were installed', async (t) => {
  const { asked, install } = await installed(t);
  install('kubeadm', 'v1.35.4');
  install('kubelet', 'v1.36.3');
  assert.deepEqual(asked(), { kubeadm: 'v1.35.4', kubelet: 'v1.36.3' });
});

test('it finds none where nothing was installed', async (t) => {
  const { asked, records } = await installed(t);
  assert.deepEqual(asked(), {});
  mkdirSync(records);
  assert.deepEqual(asked(), {});
});

test('it does not count what was removed, replaced or changed since', async (t) => {
  const { asked, install, folder } = await installed(t);
  for (const name of ['gone', 'longer', 'newer', 'right']) install(name, 'v1');
  rmSync(join(folder, 'gone'));
  writeFileSync(join(folder, 'longer'), 'something else, of another length');
  utimesSync(join(folder, 'newer'), 2_000_000_000, 2_000_000_000);
  assert.deepEqual(asked(), { right: 'v1' });
});

test('it does not count what a power cut left without a record', async (t) => {
  const { asked, install, records } = await installed(t);
  install('kubeadm', 'v1.35.4');
  install('kubelet', 'v1.35.4');
  writeFileSync(join(records, 'kubelet'), '');
  assert.deepEqual(asked(), { kubeadm: 'v1.35.4' });
});
