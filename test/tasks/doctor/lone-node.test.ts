import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { loadChecks } from '../../../src/doctor/themes.ts';
import { UserError } from '../../../src/errors.ts';
import { isControlPlane } from '../../../src/inventory/node-roles.ts';
import type { Node } from '../../../src/inventory/schema.ts';
import { inventoryOf, loneIgnored, recognised } from '../../../src/tasks/doctor/lone-node.ts';
import type { Run } from '../../../src/tasks/run.ts';
import type { Connection, Result } from '../../../src/transport/connection.ts';

describe('a machine that no inventory lists', () => {
  const targets: Readonly<Record<string, Pick<Node, 'address'> & { user?: string; port?: number }>> = {
    '192.168.0.201': { address: '192.168.0.201' },
    'pi@192.168.0.201': { address: '192.168.0.201', user: 'pi' },
    'ana.b@pi-1.local:2222': { address: 'pi-1.local', user: 'ana.b', port: 2222 },
  };
  for (const [text, { address, user, port }] of Object.entries(targets)) {
    it(`is ${text}`, () => {
      const [node, ...others] = inventoryOf(text).nodes;
      assert.deepEqual(others, []);
      assert.deepEqual([node?.name, node?.sshAddress], [address, address]);
      assert.equal(node?.ssh.user ?? undefined, user);
      assert.equal(node?.ssh.port ?? undefined, port);
    });
  }

  for (const text of ['', 'pi@', '@pi-1', 'pi 1', 'pi-1:ssh', 'a@b@c', 'pi-1; reboot']) {
    it(`is not "${text}"`, () => {
      assert.throws(
        () => inventoryOf(text),
        (error: UserError) => {
          assert.ok(error instanceof UserError);
          assert.equal(error.exitCode, 2);
          assert.deepEqual(error.hints, ['microcloud doctor pi@192.168.0.201']);
          return true;
        },
      );
    });
  }

  it('is judged by all checks but those that compare with an inventory', async () => {
    const ids = (await loadChecks()).map(({ id }) => id);
    for (const id of loneIgnored) assert.ok(ids.includes(id), id);
  });
});

/** Asks a machine what it is; each answer is for one connection, an error is what connecting ends with. */
async function asked(answers: readonly (string | Error)[], mayAsk = true) {
  const inventory = inventoryOf('pi@192.168.0.201');
  const tried: Node['ssh'][] = [];
  let open = 0;
  const run = {
    inventory,
    nodes: inventory.nodes,
    connect: async ({ ssh }: Node) => {
      const answer = answers[tried.length];
      tried.push(ssh);
      if (answer === undefined) throw new Error('it was tried too often');
      if (answer instanceof Error) throw answer;
      open += 1;
      const result: Result = { code: 0, stdout: answer, stderr: '' };
      const close = () => {
        open -= 1;
      };
      return { run: async () => result, close } as unknown as Connection;
    },
  } as unknown as Run;
  const result = await recognised(run, { mayAsk });
  assert.equal(open, 0, 'a connection is left open');
  return { run, result, tried, nodes: result.inventory.nodes };
}

const refused = new UserError('No key is accepted.', { id: 'ssh.auth' });

describe('what a lone machine says of itself', () => {
  it('is that it leads a cluster of kubeadm', async () => {
    const { result, nodes } = await asked(['pi-1\nkubeadm\ncontrol-plane\n\n']);
    assert.equal(result.inventory.cluster.distribution, 'kubeadm');
    assert.deepEqual(
      nodes.map((node) => [node.name, isControlPlane(node)]),
      [['pi-1', true]],
    );
    assert.deepEqual(result.nodes, nodes);
  });

  it('is that it works for a control plane, of which only the address is known', async () => {
    const { result, nodes } = await asked(['pi-2\nk3s\nworker\n192.168.0.200\n']);
    assert.equal(result.inventory.cluster.distribution, 'k3s');
    assert.deepEqual(
      nodes.map((node) => [node.name, node.sshAddress, isControlPlane(node)]),
      [
        ['the control plane of pi-2', '192.168.0.200', true],
        ['pi-2', '192.168.0.201', false],
      ],
    );
    assert.deepEqual(
      result.nodes.map(({ name, ssh }) => [name, ssh.user]),
      [['pi-2', 'pi']],
    );
  });

  for (const [title, said] of Object.entries({
    'says nothing': '',
    'has no name': '\nk3s\nworker\n',
    'has a distribution that nobody knows': 'pi-1\nmicrok8s\nworker\n',
  })) {
    it(`is nothing where it ${title}: the run stays as it is`, async () => {
      const { run, result } = await asked([said]);
      assert.equal(result, run);
    });
  }

  it('is nothing where it does not answer', async () => {
    const { run, result, tried } = await asked([new UserError('off', { id: 'ssh.timeout' })]);
    assert.deepEqual([result, tried.length], [run, 1]);
  });

  it('is asked with a password where keys do not let in, once', async () => {
    const { nodes, tried } = await asked([refused, 'pi-1\nkubeadm\ncontrol-plane\n']);
    assert.deepEqual(
      tried.map(({ password }) => password),
      [undefined, { prompt: true }],
    );
    assert.deepEqual(nodes[0]?.ssh.password, { prompt: true });
    assert.equal((await asked([refused, refused])).tried.length, 2);
  });

  it('asks for no password where nobody can be asked', async () => {
    const { run, result, tried } = await asked([refused], false);
    assert.deepEqual([result, tried.length], [run, 1]);
  });
});
