import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import { after, before, test } from 'node:test';
import { labDown } from '../../lab/down.ts';
import type { RunningLab } from '../../lab/up.ts';
import { cutPower, givePower } from '../support/cards.ts';
import { freshLab } from '../support/cluster.ts';
import { until } from '../support/until.ts';

const name = 'test-watch';
const program = resolve(import.meta.dirname, '../../bin/run.js');
let lab: RunningLab;
before(async () => {
  lab = await freshLab(name, 2);
});
after(() => labDown({ name }));

/** Clears the screen: what stands behind the last one is what a person sees. */
const clear = '\u001b[2J\u001b[H';

test('status --watch shows by itself that a node goes and comes, and ends with Ctrl-C', {
  timeout: 600_000,
}, async (t) => {
  const words = [process.execPath, program, 'status', '--watch', '--accept-new-host-keys', '-i', lab.inventory];
  const command = `stty rows 30 cols 100 && exec ${words.map((word) => `'${word}'`).join(' ')}`;
  const home = join(lab.directory, 'home');
  const child = spawn('script', ['--quiet', '--return', '--command', command, '/dev/null'], {
    env: { ...process.env, HOME: home, XDG_STATE_HOME: join(home, 'state'), SSH_AUTH_SOCK: '', TERM: 'xterm' },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const closed = new Promise<number | null>((settle) => child.once('close', settle));
  t.after(() => child.kill());
  let written = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    written += text;
  });
  const screen = () => written.slice(written.lastIndexOf(clear) + clear.length);
  const shows = (line: RegExp) => until(() => assert.match(screen(), line), 120, 500);

  await shows(/^pi-2 .* \d+ changes/m);
  assert.match(screen(), /^pi-1 +control plane /m);
  cutPower(lab, 'pi-2');
  await shows(/^pi-2 .*not reached/m);
  assert.match(screen(), /^pi-1 .* \d+ changes/m);
  givePower(lab, 'pi-2');
  await shows(/^pi-2 .* \d+ changes/m);
  for (const frame of written.split(clear).slice(1)) assert.ok(frame.split('\n').length <= 30, frame);

  child.stdin.write('\u0003');
  assert.equal(await closed, 0);
});
