import assert from 'node:assert/strict';
import { chmod, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { UserError } from '../../src/errors.ts';
import { findNewcomer, proposedName, type Wanted, writeEntry } from '../../src/inventory/newcomer.ts';
import { temporary } from '../support/temporary.ts';

const text = `# ours
cluster: {name: home, distribution: kubeadm}
defaults:
  network: {subnet: 192.168.0.0/24, gateway: 192.168.0.1}
nodes:
  - name: pi-1 # the one with the disk
    role: control-plane
    address: 192.168.0.201
  - name: pi-2
    address: pi-2.local
    staticAddress: 192.168.0.202
`;

async function find(t: TestContext, host: string, wanted: Wanted = {}, answer?: string) {
  const path = join(await temporary(t), 'inventory.yaml');
  await writeFile(path, text);
  const proposals: string[] = [];
  const askName = async (proposal: string) => {
    proposals.push(proposal);
    if (answer === undefined) throw new Error('nobody expects a question');
    return answer;
  };
  const newcomer = await findNewcomer(path, host, wanted, { env: {}, askName });
  assert.equal(await readFile(path, 'utf8'), text);
  return { ...newcomer, proposals };
}

describe('a newcomer', () => {
  for (const host of ['pi-2', 'pi-2.local', '192.168.0.202']) {
    it(`is found in the inventory by ${host}`, async (t) => {
      const { node, entry, inventory } = await find(t, host, { name: 'pi-2', role: 'worker' });
      assert.equal(node.name, 'pi-2');
      assert.equal(entry, undefined);
      assert.equal(inventory.nodes.length, 2);
    });
  }

  it('is new at an address, with the defaults of the inventory, which is only read', async (t) => {
    const { node, entry, inventory } = await find(t, '192.168.0.203', { name: 'pi-3' });
    assert.deepEqual(entry, { name: 'pi-3', address: '192.168.0.203' });
    assert.equal(node.role, 'worker');
    assert.equal(node.network.gateway, '192.168.0.1');
    assert.equal(inventory.nodes.at(-1), node);
  });

  it('has the name that is answered, and the next one is proposed', async (t) => {
    const { node, proposals } = await find(t, '192.168.0.203', {}, 'kitchen');
    assert.deepEqual([node.name, proposals], ['kitchen', ['pi-3']]);
  });

  it('may have a bare host name as its address, when it is given a name', async (t) => {
    const { entry } = await find(t, 'raspberrypi', { name: 'pi-3', role: 'worker', staticAddress: '192.168.0.203' });
    assert.deepEqual(entry, {
      name: 'pi-3',
      role: 'worker',
      address: 'raspberrypi',
      staticAddress: '192.168.0.203',
    });
  });

  const refusals: readonly (readonly [host: string, wanted: Wanted, message: RegExp])[] = [
    ['pi-22', {}, /^pi-22 is not in the inventory: did you mean pi-2\?$/],
    ['pi-2', { role: 'control-plane' }, /^pi-2 is in the inventory already, with role worker, not control-plane\.$/],
    ['192.168.0.201', { name: 'pi-9' }, /^192\.168\.0\.201 is in the inventory already, with name pi-1, not pi-9\.$/],
    ['pi-1', { staticAddress: '192.168.0.9' }, /with staticAddress not set, not 192\.168\.0\.9\.$/],
    ['192.168.0.203', { name: 'pi-2' }, /^pi-2 is in the inventory already\.$/],
    ['192.168.0.203', { name: 'Pi_3' }, /^Pi_3 does not fit into .*inventory\.yaml:\nname .*lower-case/],
    ['192.168.0.203', { name: 'pi-3', staticAddress: '10.0.0.3' }, /outside the subnet/],
    ['192.168.0.203', { name: 'pi-3', role: 'control-plane' }, /2 control planes/],
  ];
  for (const [host, wanted, message] of refusals) {
    it(`is refused: ${host} ${JSON.stringify(wanted)}`, async (t) => {
      await assert.rejects(find(t, host, wanted), (error: Error) => {
        assert.ok(error instanceof UserError);
        assert.match(error.message, message);
        assert.equal(error.exitCode, 2);
        assert.doesNotMatch(error.message, /:\d+:\d+/);
        return error.hints.length > 0;
      });
    });
  }
});

describe('the entry of a newcomer', () => {
  const entry = { name: 'pi-3', address: '192.168.0.203' };

  it('is added with all else kept, its mode too, through a link', async (t) => {
    const directory = await temporary(t);
    await writeFile(join(directory, 'real.yaml'), text);
    await chmod(join(directory, 'real.yaml'), 0o640);
    await symlink('real.yaml', join(directory, 'inventory.yaml'));
    await writeEntry(join(directory, 'inventory.yaml'), entry);
    const after = await readFile(join(directory, 'real.yaml'), 'utf8');
    assert.equal(after, `${text}  - name: pi-3\n    address: 192.168.0.203\n`);
    assert.equal((await stat(join(directory, 'real.yaml'))).mode & 0o777, 0o640);
    assert.deepEqual((await readdir(directory)).sort(), ['inventory.yaml', 'real.yaml']);
  });
});

describe('a proposed name', () => {
  for (const [names, expected] of [
    [['pi-1', 'pi-2'], 'pi-3'],
    [['pi-3', 'pi-2'], 'pi-4'],
    [['node09'], 'node10'],
    [['kitchen'], 'kitchen-2'],
  ] as const) {
    it(`is ${expected} after ${names.join(', ')}`, () => {
      assert.equal(proposedName(names.map((name) => ({ name }))), expected);
    });
  }
});
