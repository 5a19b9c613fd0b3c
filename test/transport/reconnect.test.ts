import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, it, type TestContext } from 'node:test';
import { UserError } from '../../src/errors.ts';
import { sh } from '../../src/shell/sh.ts';
import { LinkLostError } from '../../src/transport/connection.ts';
import { makeKey, startSshd, type TestSshd } from '../support/sshd.ts';
import { type ControlMachine, controlMachine, trust } from '../support/transport.ts';

describe('reconnect', () => {
  let sshd: TestSshd;
  let machine: ControlMachine;
  const root = { user: 'root' };

  beforeEach(async () => {
    machine = await controlMachine();
    sshd = await startSshd({ authorizedKeys: { root: [machine.publicKey] }, config: ['ListenAddress 127.0.0.2'] });
    trust(machine, sshd);
  });
  afterEach(async () => {
    machine.remove();
    await sshd.stop();
  });

  /** Starts sshd as soon as somebody waits for it. */
  const startWhenWaiting = () => {
    const waiting = Promise.withResolvers<string>();
    const started = waiting.promise.then(() => sshd.start());
    return { note: (text: string) => waiting.resolve(text), started, waiting: waiting.promise };
  };

  it('waits for a node that is still booting', async () => {
    await sshd.halt();
    const { note, started, waiting } = startWhenWaiting();
    const node = await machine.connect(sshd, root, { note, timeoutSeconds: 20 });
    await started;
    assert.match(await waiting, /^Waiting for pi-1 \(127\.0\.0\.1\): nothing listens on port \d+$/);
    assert.equal((await node.run(sh`echo up`)).stdout, 'up\n');
  });

  it('makes one connection to a node that may be at two addresses, and comes back to where it was found', async () => {
    const node = await machine.connect(sshd, { ...root, sshAddress: '127.0.0.3' });
    const connections = () => sshd.log().match(/Connection from/g)?.length;
    assert.deepEqual([(await node.run(sh`echo up`)).stdout, connections()], ['up\n', 1]);
    await node.reconnect({ timeoutSeconds: 20 });
    assert.deepEqual([(await node.run(sh`echo up`)).stdout, connections()], ['up\n', 2]);
  });

  it('comes back after a reboot, with the link lost meanwhile', async () => {
    const { note, started } = startWhenWaiting();
    const node = await machine.connect(sshd, root, { note });
    await sshd.halt();
    await assert.rejects(node.run(sh`true`), LinkLostError);
    await node.reconnect({ timeoutSeconds: 20 });
    await started;
    assert.equal((await node.run(sh`echo up`)).stdout, 'up\n');
    assert.equal(node.execs, 2);
  });

  it('opens one link for all who have lost one', async () => {
    const node = await machine.connect(sshd, root);
    const lost = [node.run(sh`kill -9 $PPID; sleep 60`), node.run(sh`sleep 60`)];
    const again = lost.map((run, index) =>
      run.catch(async (error) => {
        assert.ok(error instanceof LinkLostError);
        await node.reconnect({ timeoutSeconds: 20 });
        return node.run(sh`echo ${index}`);
      }),
    );
    assert.deepEqual(
      (await Promise.all(again)).map(({ stdout }) => stdout),
      ['0\n', '1\n'],
    );
    assert.equal(sshd.log().match(/Accepted publickey/g)?.length, 2);
  });

  it('follows a node to another address, and writes its key down there', async () => {
    const stranger = makeKey(`${machine.home}/stranger`);
    writeFileSync(machine.knownHosts, `[127.0.0.2]:${sshd.port} ${stranger}\n${sshd.knownHosts}`);
    const node = await machine.connect(sshd, root);
    await node.reconnect({ address: '127.0.0.2' });
    assert.equal((await node.run(sh`echo "$SSH_CONNECTION" | cut -d' ' -f3`)).stdout, '127.0.0.2\n');
    const line = sshd.knownHosts.replace('127.0.0.1', '127.0.0.2').trim();
    const known = readFileSync(machine.knownHosts, 'utf8');
    assert.ok(known.includes(line.split(' ').slice(0, 3).join(' ')));
    // The machine that had this address before is away: its key must not be trusted there.
    assert.ok(!known.includes(stranger.split(' ')[1] ?? ''));
    assert.ok(known.includes(sshd.knownHosts.trim()));
  });

  it('waits for a login that takes longer than a person would like, and says so', { timeout: 60_000 }, async (t) => {
    const slow = await startSshd({
      config: [`AuthorizedKeysCommand ${await slowKeys(t, machine.publicKey, 24)}`, 'AuthorizedKeysCommandUser root'],
    });
    t.after(() => slow.stop());
    trust(machine, slow);
    const node = await machine.connect(slow, root, { timeoutSeconds: 5 });
    assert.equal((await node.run(sh`echo in`)).stdout, 'in\n');
    assert.ok(
      machine.notes.includes('Waiting for pi-1 (127.0.0.1): for the login, 120 s at most'),
      machine.notes.join(),
    );
  });

  it('refuses another machine at the address', async () => {
    const node = await machine.connect(sshd, root);
    await sshd.reflash();
    trust(machine, sshd);
    await assert.rejects(node.reconnect({ timeoutSeconds: 20 }), (error) => {
      assert.ok(error instanceof UserError);
      assert.match(error.message, /^Another machine answers at 127\.0\.0\.1: it shows ED25519 SHA256:/);
      return true;
    });
  });

  it('gives up when the time is over', async () => {
    const node = await machine.connect(sshd, root);
    await sshd.halt();
    await assert.rejects(node.reconnect({ timeoutSeconds: 0.5 }), /Cannot connect to pi-1 .*nothing listens/);
  });

  it('stops waiting when it is aborted', async () => {
    await sshd.halt();
    const controller = new AbortController();
    const note = () => controller.abort(new Error('stopped by a person'));
    await assert.rejects(machine.connect(sshd, root, { signal: controller.signal, note, timeoutSeconds: 60 }), {
      message: /stopped by a person|aborted/,
    });
  });
});

/** A command of sshd's that says only after some seconds which keys may log in. */
async function slowKeys(t: TestContext, publicKey: string, seconds: number): Promise<string> {
  // sshd wants no parent that others may write to.
  const path = `/usr/local/lib/mctest-${process.pid}`;
  t.after(() => rm(path, { force: true }));
  await writeFile(path, `#!/bin/sh\nsleep ${seconds}\necho '${publicKey}'\n`, { mode: 0o755 });
  return path;
}
