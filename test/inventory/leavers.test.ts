import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import type { UserError } from '../../src/errors.ts';
import { dropEntries, findLeavers } from '../../src/inventory/leavers.ts';
import { temporary } from '../support/temporary.ts';

const nodes = (controlPlanes: number, workers: number) =>
  [...Array(controlPlanes + workers).keys()]
    .map(
      (index) =>
        `  - {name: pi-${index + 1}, address: 192.168.0.${201 + index}${index < controlPlanes ? ', role: control-plane' : ''}}\n`,
    )
    .join('');
const one = `# ours\ncluster: {name: home, distribution: kubeadm}\nnodes:\n${nodes(1, 2)}`;
const three = (endpoint: string) =>
  `cluster: {name: home, distribution: kubeadm, endpoint: "${endpoint}:6443"}\nnodes:\n${nodes(3, 1)}`;

async function find(t: TestContext, text: string, hosts: readonly string[], keep = false) {
  const file = join(await temporary(t), 'inventory.yaml');
  await writeFile(file, text);
  return { file, found: await findLeavers(file, hosts, { env: {}, keep }) };
}

describe('nodes that leave', () => {
  it('are found by name and by address, and only read', async (t) => {
    const { file, found } = await find(t, one, ['192.168.0.203']);
    assert.deepEqual(
      found.leaving.map(({ name }) => name),
      ['pi-3'],
    );
    assert.deepEqual(
      found.staying.nodes.map(({ name }) => name),
      ['pi-1', 'pi-2'],
    );
    assert.equal(await readFile(file, 'utf8'), one);
  });

  it('go out of the file, which stays as it is otherwise', async (t) => {
    const { file } = await find(t, one, ['pi-2']);
    await dropEntries(file, ['pi-2', 'pi-3']);
    assert.equal(await readFile(file, 'utf8'), one.replace(/.*pi-2.*\n.*pi-3.*\n/, ''));
  });

  const allowed: readonly (readonly [string, string, readonly string[], boolean])[] = [
    ['two of three control planes at once', three('192.168.0.250'), ['pi-2', 'pi-3'], false],
    ['the first of three, which others call by another address', three('192.168.0.250'), ['pi-1', 'pi-2'], false],
    ['one of three that comes back', three('192.168.0.250'), ['pi-3'], true],
  ];
  for (const [about, text, hosts, keep] of allowed) {
    it(`may be ${about}`, async (t) => {
      const { found } = await find(t, text, hosts, keep);
      assert.equal(found.leaving.length, hosts.length);
    });
  }

  it('are proxies, of which one stays where they come back: it has the shared address', async (t) => {
    const gates = ['gate-1', 'gate-2'].map(
      (name, at) => `  - {name: ${name}, role: proxy, address: 192.168.0.${211 + at}}\n`,
    );
    const text = `${one.replace('kubeadm}', 'kubeadm, sharedAddress: 192.168.0.200}')}${gates.join('')}`;
    assert.equal((await find(t, text, ['gate-1'], true)).found.leaving.length, 1);
    assert.equal((await find(t, text, ['gate-1', 'gate-2'])).found.leaving.length, 2);
    await assert.rejects(
      () => find(t, text, ['gate-1', 'gate-2'], true),
      /^UserError: Without gate-1 and gate-2 nobody would have 192\.168\.0\.200\.$/,
    );
  });

  const refused: readonly (readonly [string, string, readonly string[], RegExp])[] = [
    ['the only control plane', one, ['pi-1'], /^pi-1 is the only control plane: without it there is no cluster\.$/],
    ['everybody', one, ['pi-1', 'pi-2', 'pi-3'], /without it there is no cluster/],
    [
      'the one that others call by its address',
      three('192.168.0.201'),
      ['pi-1', 'pi-2'],
      /^pi-1 has the address that all/,
    ],
    [
      'one of three control planes for good',
      three('192.168.0.250'),
      ['pi-3'],
      /without pi-3:\nthis makes 2 control planes/,
    ],
    ['a stranger', one, ['pi-22'], /^pi-22 is not in the inventory: did you mean pi-2\?$/],
  ];
  for (const [about, text, hosts, message] of refused) {
    it(`cannot be ${about}`, async (t) => {
      await assert.rejects(find(t, text, hosts), (error: UserError) => {
        assert.match(error.message, message);
        assert.equal(error.exitCode, 2);
        return true;
      });
    });
  }
});
