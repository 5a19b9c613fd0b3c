import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { withAddon } from '../../src/inventory/edit-addons.ts';
import { proposeEdit, writeEdit } from '../../src/inventory/inventory-edit.ts';

const text = `# ours
cluster:
  name: home
  distribution: kubeadm
nodes: [{name: pi-1, role: control-plane, address: 192.168.0.201}]
`;
const refusal = { sentence: 'this does not fit', hints: ['microcloud init'] };

async function setUp(t: TestContext, node = 'pi-1') {
  const directory = await mkdtemp(join(tmpdir(), 'microcloud-'));
  t.after(() => rm(directory, { recursive: true }));
  const path = join(directory, 'inventory.yaml');
  await writeFile(path, text, { mode: 0o640 });
  const propose = () => proposeEdit(path, (before) => withAddon(before, 'monitoring', { node }), { env: {}, refusal });
  return { directory, path, propose };
}

describe('an edit of the inventory', () => {
  it('is known before it is written', async (t) => {
    const { directory, path, propose } = await setUp(t);
    const edit = await propose();
    assert.deepEqual(edit.inventory.cluster.addons, { monitoring: { node: 'pi-1' } });
    assert.equal(await readFile(path, 'utf8'), text);
    await writeEdit(edit);
    assert.equal(await readFile(path, 'utf8'), text.replace('nodes', '  addons: {monitoring: {node: pi-1}}\nnodes'));
    assert.deepEqual(await readdir(directory), ['inventory.yaml']);
  });

  it('is refused with its reasons where the file would have mistakes', async (t) => {
    const { propose } = await setUp(t, 'pi-7');
    await assert.rejects(propose(), { message: 'this does not fit:\nno node has this name: write one of pi-1' });
  });

  it('overwrites nothing that was changed meanwhile', async (t) => {
    const { directory, path, propose } = await setUp(t);
    const edit = await propose();
    await writeFile(path, `${text}# theirs\n`);
    await assert.rejects(writeEdit(edit), /inventory\.yaml was changed meanwhile: it stays as it is now/);
    assert.equal(await readFile(path, 'utf8'), `${text}# theirs\n`);
    assert.deepEqual(await readdir(directory), ['inventory.yaml']);
  });
});
