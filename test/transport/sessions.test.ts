import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { after, afterEach, before, describe, it } from 'node:test';
import { UserError } from '../../src/errors.ts';
import { sh } from '../../src/shell/sh.ts';
import { startSshd, type TestSshd } from '../support/sshd.ts';
import { type ControlMachine, controlMachine, trust } from '../support/transport.ts';

describe('a node that allows few sessions at a time', () => {
  let machine: ControlMachine;
  let sshd: TestSshd;

  before(async () => {
    machine = await controlMachine();
  });
  after(() => machine.remove());
  afterEach(() => sshd.stop());

  const connect = async (most: number) => {
    sshd = await startSshd({ config: [`MaxSessions ${most}`], authorizedKeys: { root: [machine.publicKey] } });
    trust(machine, sshd);
    machine.notes.length = 0;
    return machine.connect(sshd, { user: 'root' });
  };

  for (const most of [1, 2])
    it(`gets its work in turns: ${most}`, async () => {
      const node = await connect(most);
      const path = `${machine.home}/file`;
      writeFileSync(path, 'x'.repeat(1_000_000));
      const numbers = [1, 2, 3, 4, 5];
      const runs = numbers.map((number) => node.run(sh`sleep 0.1; echo ${number}`));
      await Promise.all([node.upload(path, `${path}-there`), ...runs]);
      assert.deepEqual(
        (await Promise.all(runs)).map(({ stdout }) => stdout),
        numbers.map((number) => `${number}\n`),
      );
      assert.equal(readFileSync(`${path}-there`).length, 1_000_000);
      assert.deepEqual(machine.notes, ['allows few SSH sessions at a time (MaxSessions): work on it takes turns']);
      // Also right after each other, and after a reconnect.
      for (const number of numbers) assert.equal((await node.run(sh`echo ${number}`)).code, 0);
      await node.reconnect({ timeoutSeconds: 20 });
      assert.equal((await node.run(sh`echo back`)).stdout, 'back\n');
    });

  it('is refused by name where it allows none', async () => {
    const node = await connect(0);
    await assert.rejects(node.run(sh`true`), (error) => {
      assert.ok(error instanceof UserError);
      assert.match(error.message, /^pi-1 allows no session: /);
      assert.match(error.hints.join(), /MaxSessions 10/);
      return true;
    });
  });
});
