import assert from 'node:assert/strict';
import { hostname } from 'node:os';
import { after, before, describe, it } from 'node:test';
import type { Event } from '../../src/engine/events.ts';
import { UserError } from '../../src/errors.ts';
import type { Node } from '../../src/inventory/schema.ts';
import { sh } from '../../src/shell/sh.ts';
import { openRun, type RunOptions } from '../../src/tasks/open-run.ts';
import { type Account, createAccount } from '../support/accounts.ts';
import { makeScope, nobody } from '../support/plan.ts';
import { startSshd, type TestSshd } from '../support/sshd.ts';
import { type ControlMachine, controlMachine, trust } from '../support/transport.ts';

const password = 'login password';
const { cluster, cloudy, nodes: plain } = makeScope();

describe('a run with the real ways out', () => {
  let sshd: TestSshd;
  let machine: ControlMachine;
  let account: Account;
  const home = process.env.HOME;

  before(async () => {
    machine = await controlMachine();
    account = createAccount({ password, sudo: 'no-password' });
    sshd = await startSshd();
    sshd.authorize(account.user, [machine.publicKey]);
    trust(machine, sshd);
    process.env.HOME = machine.home;
  });
  after(async () => {
    process.env.HOME = home;
    machine.remove();
    await sshd.stop();
    account.remove();
  });

  /** Nodes that are all the same sshd, known by name. */
  const nodesWith = (ssh: Partial<Node['ssh']> = {}): readonly Node[] =>
    plain.map((node) => ({
      ...node,
      ...{ address: sshd.address, sshAddress: sshd.address },
      ssh: { user: account.user, port: sshd.port, identityFile: machine.key, ...ssh },
    }));

  function opened({ ssh = {}, ...options }: Partial<RunOptions> & { readonly ssh?: Partial<Node['ssh']> } = {}) {
    const nodes = nodesWith(ssh);
    const events: Event[] = [];
    const questions: string[] = [];
    const run = openRun({
      inventory: { path: '/inventory.yaml', cluster, cloudy, artifacts: {}, nodes, ...nobody },
      nodes,
      emit: (event) => events.push(event),
      env: { HOME: machine.home },
      ask: async ({ message, secret }) => {
        questions.push(`${message} ${secret ? 'unseen' : 'seen'}`);
        return password;
      },
      hostKeys: 'ask',
      concurrency: 3,
      timeoutSeconds: 5,
      ...options,
    });
    return { run, nodes, events, questions };
  }

  it('reaches a node as root, by the key of the inventory', async () => {
    const { run, nodes, questions } = opened();
    const connection = await run.connect(nodes[0]!);
    assert.equal((await connection.run(sh`id -u`)).stdout, '0\n');
    assert.equal(connection.node, 'pi-1');
    assert.deepEqual(questions, []);
    run.close();
  });

  it('closes all connections at its end', async () => {
    const { run, nodes } = opened();
    const connections = await Promise.all(nodes.map((node) => run.connect(node)));
    run.close();
    for (const connection of connections) await assert.rejects(connection.run(sh`true`));
  });

  it('closes a connection that opens after its end', async () => {
    const { run, nodes } = opened();
    const coming = run.connect(nodes[0]!);
    run.close();
    await assert.rejects((await coming).run(sh`true`));
  });

  it('asks for a password that nodes share once, unseen, and says whose it is', async () => {
    const { run, nodes, questions } = opened({ ssh: { password: { prompt: true }, identityFile: undefined } });
    await Promise.all(nodes.map((node) => run.connect(node)));
    assert.deepEqual(questions, [`Type the SSH password of ${account.user}: unseen`]);
    run.close();
  });

  it('does not dial where a secret is not to be had', async () => {
    const { run, nodes } = opened({ ssh: { password: { env: 'MICROCLOUD_NO_SUCH' } } });
    const start = sshd.log().length;
    await assert.rejects(run.connect(nodes[0]!), (error: UserError) => {
      assert.ok(error instanceof UserError);
      assert.match(error.message, /MICROCLOUD_NO_SUCH is not set; it holds the SSH password of/);
      return true;
    });
    assert.doesNotMatch(sshd.log().slice(start), /Connection from/);
    run.close();
  });

  it('names the node that it cannot reach', async () => {
    const { run, nodes } = opened({ timeoutSeconds: 1 });
    const nobody = { ...nodes[1]!, ssh: { ...nodes[1]!.ssh, port: 1 } };
    await assert.rejects(run.connect(nobody), /pi-2/);
    run.close();
  });

  it('says who holds the locks of the nodes', () => {
    const { run } = opened();
    assert.match(run.holder, new RegExp(`^[^@]+@${RegExp.escape(hostname())}$`));
  });
});
