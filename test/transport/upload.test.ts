import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import { UserError } from '../../src/errors.ts';
import { Secret, sh } from '../../src/shell/sh.ts';
import type { Connection } from '../../src/transport/connection.ts';
import { LinkLostError } from '../../src/transport/connection.ts';
import { type Account, createAccount } from '../support/accounts.ts';
import { startSshd, type TestSshd } from '../support/sshd.ts';
import { type ControlMachine, controlMachine, trust } from '../support/transport.ts';

const password = 'secret';

describe('upload', () => {
  let sshd: TestSshd;
  let machine: ControlMachine;
  let account: Account;
  let node: Connection;
  let remote: string;
  let file: string;
  const content = randomBytes(32 * 1024 * 1024);

  before(async () => {
    machine = await controlMachine();
    account = createAccount({ password, sudo: 'password' });
    sshd = await startSshd({ authorizedKeys: { [account.user]: [machine.publicKey] } });
    trust(machine, sshd);
    remote = await mkdtemp('/tmp/mctest-remote-');
    file = join(machine.home, 'file');
    writeFileSync(file, content);
  });
  beforeEach(async () => {
    const sudoPassword = new Secret('password', () => password);
    node = await machine.connect(sshd, { user: account.user, sudoPassword });
  });
  after(async () => {
    machine.remove();
    await sshd.stop();
    account.remove();
    rmSync(remote, { recursive: true, force: true });
  });

  const mode = (path: string) => statSync(path).mode & 0o777;

  it('copies a file over one channel, readable by root alone, and makes its directory', async () => {
    const path = join(remote, `it's new/deep`, 'file');
    const progress: number[][] = [];
    await node.upload(file, path, (bytes, total) => progress.push([bytes, total]));
    assert.ok(readFileSync(path).equals(content));
    assert.deepEqual([mode(path), mode(join(path, '..')), mode(join(path, '../..'))], [0o600, 0o700, 0o700]);
    assert.equal(statSync(path).uid, 0);
    assert.deepEqual(progress[0], [0, content.length]);
    assert.deepEqual(progress.at(-1), [content.length, content.length]);
    assert.equal(node.execs, 1);
  });

  it('goes on where it was cut', async () => {
    const path = join(remote, 'cut');
    let cut = false;
    const first = node.upload(file, path, (bytes) => {
      if (bytes < content.length / 2 || cut) return;
      cut = true;
      sshd.dropConnections();
    });
    await assert.rejects(first, LinkLostError);
    assert.ok(!existsSync(path));
    await node.reconnect();
    const progress: number[] = [];
    await node.upload(file, path, (bytes) => progress.push(bytes));
    assert.ok((progress[0] ?? 0) > 0, `it starts again at ${progress[0]}`);
    assert.ok(readFileSync(path).equals(content));
    assert.ok(!existsSync(`${path}.part`));
  });

  it('starts anew where the beginning that is there is longer than the file', async () => {
    const path = join(remote, 'longer');
    writeFileSync(`${path}.part`, Buffer.alloc(content.length + 1));
    await node.upload(file, path);
    assert.ok(readFileSync(path).equals(content));
  });

  it('only renames where all of it is there', async () => {
    const path = join(remote, 'whole');
    writeFileSync(`${path}.part`, content);
    const progress: number[] = [];
    await node.upload(file, path, (bytes) => progress.push(bytes));
    assert.deepEqual(progress, [content.length]);
    assert.ok(readFileSync(path).equals(content));
  });

  it('copies an empty file, over an older one', async () => {
    const path = join(remote, 'empty');
    writeFileSync(path, 'older');
    const empty = join(machine.home, 'empty');
    writeFileSync(empty, '');
    await node.upload(empty, path);
    assert.equal(readFileSync(path, 'utf8'), '');
  });

  it('copies beside a running script', async () => {
    const path = join(remote, 'beside');
    const started = Promise.withResolvers<string>();
    const running = node.run(sh`echo started; while [ ! -e ${path} ]; do sleep 0.05; done; echo seen`, started.resolve);
    await started.promise;
    await node.upload(file, path);
    assert.equal((await running).stdout, 'started\nseen\n');
  });

  it('says why the node cannot store it', async () => {
    const path = join(remote, 'directory');
    writeFileSync(path, 'in the way');
    await assert.rejects(node.upload(file, join(path, 'file')), (error) => {
      assert.ok(error instanceof UserError);
      assert.match(error.message, /^pi-1 cannot store .*directory\/file: .*(File exists|Not a directory)/);
      return true;
    });
  });

  it('says that a disk is too full before it sends anything', async () => {
    const full = join(remote, 'full');
    mkdirSync(full);
    await node.run(sh`mount -t tmpfs -o size=1m tmpfs ${full}`);
    try {
      const progress: number[] = [];
      await assert.rejects(
        node.upload(file, join(full, 'file'), (bytes) => progress.push(bytes)),
        /: it has room for 1 MiB there, and 32 MiB are to come\.$/,
      );
      assert.deepEqual(progress, [], 'it sends what has no room');
    } finally {
      await node.run(sh`umount ${full}`);
    }
  });
});
