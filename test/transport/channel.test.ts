import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { describe, it } from 'node:test';
import type { Client } from 'ssh2';
import { endOf, openChannel } from '../../src/transport/channel.ts';

describe('the exit code of a command', () => {
  // ssh2 reads all of a packet of TCP in one turn: the callback of exec and the events are called one after the other.
  const nodeThatSays = (say: (channel: PassThrough) => void): Client => {
    const exec = (_command: string, opened: (error: undefined, channel: PassThrough) => void) => {
      const stderr = new PassThrough();
      const channel = Object.assign(new PassThrough({ emitClose: false }), { stderr });
      opened(undefined, channel);
      channel.write('This account is currently not available.\n');
      say(channel);
      for (const stream of [channel, stderr]) stream.end();
      channel.once('end', () => channel.emit('close'));
    };
    return { exec } as unknown as Client;
  };

  const ends: readonly [what: string, say: (channel: PassThrough) => void, code: number | undefined][] = [
    ['that ends before anybody listens', (channel) => channel.emit('exit', 1), 1],
    ['that a signal ends', (channel) => channel.emit('exit', null, 'SIGKILL'), 137],
    ['whose connection ends first', () => undefined, undefined],
  ];
  for (const [what, say, code] of ends)
    it(`is read of a command ${what}`, async () => {
      const exec = await openChannel(nodeThatSays(say), 'true');
      const ended = endOf(exec);
      const said: string[] = [];
      exec.channel.on('data', (text: Buffer) => said.push(String(text)));
      assert.equal(await ended, code);
      assert.deepEqual(said, ['This account is currently not available.\n']);
    });
});
