import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { aptHolder } from '../../src/facts/apt.ts';
import { temporary } from '../support/temporary.ts';

/** Asks about lock files of the test's own, so that a real apt on this machine has no part in it. */
async function locks(t: TestContext) {
  const folder = await temporary(t);
  const lock = join(folder, 'lock-frontend');
  writeFileSync(lock, '');
  const script = 'wire' in aptHolder.ask ? aptHolder.ask.wire : '';
  const input = script.replace(/(?<=stat -c \S+ ).*(?= 2>)/, `${lock} ${folder}/absent`);
  assert.notEqual(input, script);
  return { lock, ask: () => aptHolder.parse(spawnSync('dash', ['-s'], { input, encoding: 'utf8' }).stdout) };
}

async function hold(t: TestContext, lock: string): Promise<ChildProcess> {
  // As dpkg does: a POSIX lock of fcntl, which `flock` does not take.
  const program = `use Fcntl; $| = 1; open(F, '>', $ARGV[0]) or die; my $l = pack('ssx4qqlx4', F_WRLCK, 0, 0, 0, 0); fcntl(F, F_SETLK, $l) or die; print 'held'; sleep 60`;
  const holder = spawn('perl', ['-e', program, lock], { stdio: ['ignore', 'pipe', 'inherit'] });
  t.after(() => holder.kill());
  await Promise.race([once(holder.stdout, 'data'), once(holder, 'exit').then(() => assert.fail('no lock'))]);
  return holder;
}

test('it finds nobody', async (t) => {
  const { ask } = await locks(t);
  assert.equal(ask(), undefined);
});

test('it finds who holds the lock, by name', async (t) => {
  const { lock, ask } = await locks(t);
  const holder = await hold(t, lock);
  assert.equal(ask(), `perl (pid ${holder.pid})`);
  holder.kill();
  await once(holder, 'exit');
  assert.equal(ask(), undefined);
});

test('it keeps a name with blanks whole', () =>
  assert.equal(aptHolder.parse('unattended upgr 812\napt-get 900\n'), 'unattended upgr (pid 812)'));
