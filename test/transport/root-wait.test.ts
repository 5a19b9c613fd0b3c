import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { it } from 'node:test';
import type { ClientChannel } from 'ssh2';
import { RootDialogue } from '../../src/transport/root-dialogue.ts';
import { RootWait } from '../../src/transport/root-wait.ts';
import { goodbyeMs, loginMs, slowMs } from '../../src/transport/time-outs.ts';

const noted: string[] = [];
const account = {
  node: 'pi-1',
  user: 'pi',
  sudoPassword: () => Promise.reject(new Error('nobody asks')),
  note: (text: string) => void noted.push(text),
};
const wait = (channel: PassThrough) => new RootWait(channel as unknown as ClientChannel, account, new RootDialogue());

it('the wait for a root shell ends also where the node goes on talking', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const channel = new PassThrough();
  const waiting = wait(channel);
  const ready = assert.rejects(waiting.ready, /^Error: no$/);
  waiting.giveUp(new Error('no'));
  waiting.restart();
  assert.ok(!channel.destroyed);
  t.mock.timers.tick(goodbyeMs);
  assert.ok(channel.destroyed);
  await ready;
});

it('the wait for a root shell is told to people, and ends when the node says nothing', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const channel = new PassThrough();
  const waiting = wait(channel);
  const ready = assert.rejects(waiting.ready);
  waiting.restart();
  t.mock.timers.tick(slowMs);
  assert.deepEqual(noted, ['Waiting for pi-1: for a root shell']);
  t.mock.timers.tick(loginMs);
  assert.ok(channel.writableEnded);
  t.mock.timers.tick(goodbyeMs);
  assert.ok(channel.destroyed);
  await ready;
});
