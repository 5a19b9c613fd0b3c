import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { lastChangingLog, openLog } from '../../src/screen/run-log.ts';
import { temporary } from '../support/temporary.ts';

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await setImmediate();
}

const silent = (sentence: string): undefined => assert.fail(sentence);
const open = (env: NodeJS.ProcessEnv, now?: Date) =>
  openLog('init', env, silent, now) ?? assert.fail('there is no log');

test('a log is for its owner only, and has an event a line', async (t) => {
  const log = open({ XDG_STATE_HOME: await temporary(t) }, new Date('2026-11-21T08:04:40Z'));
  assert.match(basename(log.file), /^2026-11-21T08-04-40-init-\d+\.jsonl$/);
  log.write({ kind: 'note', node: 'pi-1', message: 'one' });
  log.write({ kind: 'note', node: 'pi-1', message: 'two' });
  await until(() => existsSync(log.file) && readFileSync(log.file, 'utf8').split('\n').length === 3);
  const lines = readFileSync(log.file, 'utf8').trim().split('\n');
  assert.deepEqual(
    lines.map((line) => JSON.parse(line).message),
    ['one', 'two'],
  );
  assert.equal(statSync(log.file).mode & 0o777, 0o600);
});

test('it keeps the newest hundred, and what is not a log', async (t) => {
  const state = await temporary(t);
  const folder = join(state, 'microcloud', 'log');
  await mkdir(folder, { recursive: true });
  const names = Array.from({ length: 120 }, (_, index) => `2026-01-01T00-00-00-init-${1000 + index}.jsonl`);
  for (const name of [...names, 'notes.txt']) writeFileSync(join(folder, name), '');
  const log = open({ XDG_STATE_HOME: state });
  await until(() => readdirSync(folder).includes(basename(log.file)));
  assert.deepEqual(readdirSync(folder).sort(), [...names.slice(-99), basename(log.file), 'notes.txt'].sort());
});

const worked = '{"kind":"asked","node":"pi-1"}\n{"kind":"phase","node":"pi-1"}\n';

test('support takes the newest log of a run that changes something, whichever verb it has', async (t) => {
  const folder = await temporary(t);
  const own = join(folder, '2026-01-10T00-00-00-support-1.jsonl');
  writeFileSync(own, '');
  assert.equal(lastChangingLog(own), undefined);
  const verbs = ['init', 'join', 'remove', 'reset', 'restore', 'doctor-fix', 'user-add', 'user-renew', 'user-remove'];
  for (const [index, verb] of verbs.entries()) {
    const log = join(folder, `2026-01-0${index + 1}T00-00-00-${verb}-1.jsonl`);
    writeFileSync(log, worked);
    for (const looks of ['status', 'doctor', `${verb}-dry-run`]) {
      writeFileSync(join(folder, `2026-01-0${index + 1}T00-00-01-${looks}-1.jsonl`), worked);
    }
    // Somebody saw the plan and said no.
    writeFileSync(join(folder, `2026-01-0${index + 1}T00-00-02-${verb}-1.jsonl`), '{"kind":"asked","node":"pi-1"}\n');
    assert.equal(lastChangingLog(own), log);
  }
});

test('a run without a folder for its log goes on, and says why there is none', async (t) => {
  const directory = await temporary(t);
  writeFileSync(join(directory, 'file'), '');
  const rows: readonly (readonly [state: string, why: RegExp])[] = [
    [
      join(directory, 'file'),
      /^No log is kept of this run: .*file\/microcloud\/log cannot be written \(ENOTDIR\)\. To have one: XDG_STATE_HOME=/,
    ],
    ['/proc/microcloud', /\/proc\/microcloud\/microcloud\/log cannot be written \(ENOENT\)/],
  ];
  for (const [state, why] of rows) {
    const told: string[] = [];
    assert.equal(
      openLog('init', { XDG_STATE_HOME: state }, (sentence) => void told.push(sentence)),
      undefined,
    );
    assert.equal(told.length, 1);
    assert.match(told[0] ?? '', why);
  }
});
