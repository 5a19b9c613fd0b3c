import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { after, before, beforeEach, describe, it } from 'node:test';
import type { UserError } from '../../src/errors.ts';
import { sh } from '../../src/shell/sh.ts';
import { startSshd, type TestSshd } from '../support/sshd.ts';
import { type ControlMachine, controlMachine, trust } from '../support/transport.ts';
import { until } from '../support/until.ts';

describe('jump hosts', () => {
  let machine: ControlMachine;
  let [gate, inner, node]: TestSshd[] = [];

  before(async () => {
    machine = await controlMachine({ 'The host key of gate': 'yes' });
    const start = () => startSshd({ authorizedKeys: { root: [machine.publicKey] } });
    [gate, inner, node] = await Promise.all([start(), start(), start()]);
  });
  after(async () => {
    machine.remove();
    await Promise.all([gate, inner, node].map((sshd) => sshd?.stop()));
  });
  beforeEach(() => {
    machine.questions.length = 0;
    trust(machine, gate!, inner!, node!);
  });

  const host = (name: string, sshd: TestSshd | undefined, ...more: readonly string[]) => [
    `Host ${name}`,
    'HostName 127.0.0.1',
    `Port ${sshd?.port}`,
    'User root',
    `IdentityFile ${machine.key}`,
    ...more,
  ];
  const configure = (...lines: readonly string[]) =>
    writeFileSync(`${machine.home}/.ssh/config`, `${lines.join('\n')}\n`);
  const connect = () =>
    machine.connect(node!, { node: 'pi-1', address: 'pi', port: undefined, user: undefined, identityFile: undefined });
  const sessions = (sshd: TestSshd | undefined) => sshd?.log().match(/Accepted publickey/g)?.length ?? 0;

  it('goes through one', async () => {
    configure(...host('gate', gate), ...host('pi', node, 'ProxyJump gate'));
    const before = [sessions(gate), sessions(node)];
    const connection = await connect();
    assert.equal((await connection.run(sh`head -c 1000000 /dev/zero | tr '\0' x`)).stdout.length, 1_000_000);
    assert.deepEqual(
      [sessions(gate), sessions(node)],
      before.map((count) => count + 1),
    );
  });

  it('goes through several, named with user and port', async () => {
    const way = `ProxyJump root@127.0.0.1:${gate!.port},inner`;
    configure(...host('pi', node, way), ...host('inner', inner), 'Host *', `IdentityFile ${machine.key}`);
    const before = sessions(inner);
    assert.equal((await (await connect()).run(sh`echo in`)).stdout, 'in\n');
    assert.equal(sessions(inner), before + 1);
  });

  it('does not go through a jump host to reach that jump host', async () => {
    configure(...host('gate', gate), ...host('pi', node), 'Host *', 'ProxyJump gate');
    assert.equal((await (await connect()).run(sh`echo in`)).stdout, 'in\n');
  });

  it('checks the host key of the jump host too', async () => {
    configure(...host('gate', gate), ...host('pi', node, 'ProxyJump gate'));
    trust(machine, node!);
    await connect();
    assert.match(machine.questions.join(), /^The host key of gate \(127\.0\.0\.1\) is ED25519 SHA256:/);
    const known = readFileSync(machine.knownHosts, 'utf8');
    assert.ok(known.includes(`[127.0.0.1]:${gate!.port} `));
    writeFileSync(
      machine.knownHosts,
      known.replaceAll(`:${gate!.port} `, ':1 ').replaceAll(`:${node!.port} `, `:${gate!.port} `),
    );
    await assert.rejects(connect(), /The host key of gate \(127\.0\.0\.1\) has changed/);
  });

  it('says which host on the way is at fault', async () => {
    configure(...host('gate', gate), ...host('pi', node, 'ProxyJump gate'));
    const far = { node: 'pi-1', address: 'pi', port: 1, user: undefined, identityFile: undefined };
    await assert.rejects(machine.connect(node!, far, { timeoutSeconds: 0.1 }), {
      message: /^Cannot connect to pi-1 \(127\.0\.0\.1\): the jump host cannot reach it: .*refused/,
    });
    configure(...host('gate', gate, 'User nobody'), ...host('pi', node, 'ProxyJump nobody@gate'));
    await assert.rejects(
      connect(),
      /Cannot connect to gate \(127\.0\.0\.1\), on the way to pi-1: it does not let nobody in/,
    );
  });

  it('says at once that a jump host forbids to go through it', async () => {
    const closed = await startSshd({
      authorizedKeys: { root: [machine.publicKey] },
      config: ['AllowTcpForwarding no'],
    });
    try {
      configure(...host('closed', closed), ...host('pi', node, 'ProxyJump closed'));
      trust(machine, closed, node!);
      await assert.rejects(connect(), (error: UserError) => {
        assert.match(error.message, /: the jump host lets nobody go on through it\.$/);
        assert.match(error.hints[0] ?? '', /AllowTcpForwarding must be yes/);
        return true;
      });
    } finally {
      await closed.stop();
    }
  });

  it('goes through the command of a ProxyCommand, with its tokens', async () => {
    const command = `ssh -F ${machine.home}/.ssh/config -o StrictHostKeyChecking=no -W %h:%p gate`;
    configure(
      ...host('gate', gate, `UserKnownHostsFile ${machine.knownHosts}`),
      ...host('pi', node, `ProxyCommand ${command}`),
    );
    const before = [sessions(gate), sessions(node)];
    const connection = await connect();
    assert.equal((await connection.run(sh`head -c 1000000 /dev/zero | tr '\0' x`)).stdout.length, 1_000_000);
    const after = before.map((count) => count + 1);
    assert.deepEqual([sessions(gate), sessions(node)], after);
    connection.close();
    await until(() => assert.match(gate!.log(), /Disconnected from user root/));
  });

  it('says what the command of a ProxyCommand says', async () => {
    configure(...host('pi', node, `ProxyCommand sh -c "echo no way to %n at %h >&2; exit 3"`));
    await assert.rejects(
      machine.connect(
        node!,
        { node: 'pi-1', address: 'pi', port: undefined, user: undefined },
        { timeoutSeconds: 0.1 },
      ),
      {
        message:
          /^Cannot connect to pi-1 \(127\.0\.0\.1\): the ProxyCommand of .* \(.*: no way to pi at 127\.0\.0\.1, it ended with 3\)/,
      },
    );
  });
});
