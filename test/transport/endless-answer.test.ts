import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sh } from '../../src/shell/sh.ts';
import type { RootShell, RootWork } from '../../src/transport/root.ts';
import { runScript } from '../../src/transport/run-script.ts';

describe('a node that answers without an end', () => {
  it('is left, and takes no more memory than an answer may', async () => {
    const megabyte = 'x'.repeat(1024 * 1024);
    let isClosed = false;
    let sent = 0;
    const open = async ({ stdout }: RootWork) => {
      const ended = (async () => {
        // The channel is there once the shell is.
        await new Promise(setImmediate);
        for (; sent < 100 && !isClosed; sent++) stdout(megabyte);
        return undefined;
      })();
      const channel = { destroy: () => (isClosed = true) };
      return { channel, ended } as unknown as RootShell;
    };
    await assert.rejects(runScript(open, 'pi-2', sh`yes`), { message: 'pi-2 answers with more than 64 MB.' });
    assert.equal(sent, 65);
  });
});
