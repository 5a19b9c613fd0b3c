import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import type { UserError } from '../../src/errors.ts';
import { dropPerson, findOrMakePerson, personNamed, writePerson } from '../../src/inventory/new-person.ts';

const env = {};
const text =
  'cluster: {name: home, distribution: kubeadm}\nnodes: [{name: pi-1, role: control-plane, address: 192.168.0.201}]\n';

async function fileWith(t: TestContext, content: string): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'microcloud-'));
  t.after(() => rm(directory, { recursive: true }));
  const path = join(directory, 'inventory.yaml');
  await writeFile(path, content);
  return path;
}

describe('a person who comes', () => {
  it('is in the inventory that is made with the person, and not in the file before it is written', async (t) => {
    const path = await fileWith(t, text);
    const wanted = { namespaces: ['wiki', 'shop'], role: 'admin', quota: 'medium' } as const;
    const { inventory, person, entry } = await findOrMakePerson(path, 'ismael', wanted, { env });
    assert.deepEqual(
      person.namespaces,
      ['wiki', 'shop'].map((name) => ({ name, role: 'admin' })),
    );
    assert.deepEqual(personNamed(inventory, 'ismael'), person);
    assert.equal(await readFile(path, 'utf8'), text);
    assert.ok(entry);
    await writePerson(path, entry);
    assert.equal(
      await readFile(path, 'utf8'),
      `${text}people:\n  - name: ismael\n    namespaces:\n      wiki: admin\n      shop: admin\n    quota: medium\n`,
    );
    await dropPerson(path, 'ismael');
    assert.equal(await readFile(path, 'utf8'), text);
  });

  it('is found where the file has the person, unless something else is wanted', async (t) => {
    const path = await fileWith(t, `${text}people: [{name: ismael, namespaces: {wiki: edit}, quota: medium}]\n`);
    for (const wanted of [{}, { namespaces: ['wiki'] }, { role: 'edit', quota: 'medium' }] as const) {
      assert.equal((await findOrMakePerson(path, 'ismael', wanted, { env })).entry, undefined);
    }
    for (const wanted of [{ namespaces: ['shop'] }, { role: 'view' }, { quota: 'small' }] as const) {
      await assert.rejects(
        findOrMakePerson(path, 'ismael', wanted, { env }),
        /is in the inventory already, with something else/,
      );
    }
  });

  it('is refused where the file would have mistakes', async (t) => {
    const path = await fileWith(t, text);
    for (const [name, wanted, reason] of [
      ['system:admin', {}, /names such as system:admin are those of Kubernetes itself/],
      [
        'Zoë M.',
        {},
        /^UserError: Zoë M\. cannot be the name of a person: write lower-case letters, digits and hyphens/,
      ],
      ['ismael', { namespaces: ['kube-system'] }, /kube-system is the cluster's own/],
    ] as const) {
      await assert.rejects(findOrMakePerson(path, name, wanted, { env }), reason);
    }
  });

  it('is told the name to write instead', async (t) => {
    const path = await fileWith(t, text);
    for (const [name, hint] of [
      ['Zoë M.', 'microcloud user add zoe-m'],
      ['::', 'microcloud user add --help'],
    ] as const) {
      await assert.rejects(findOrMakePerson(path, name, {}, { env }), ({ hints }: UserError) => {
        assert.deepEqual(hints, [hint]);
        return true;
      });
    }
  });

  it('is known by the exact name', async (t) => {
    const path = await fileWith(t, `${text}people: [{name: ismael}]\n`);
    const { inventory } = await findOrMakePerson(path, 'ismael', {}, { env });
    assert.throws(() => personNamed(inventory, 'ismale'), /did you mean ismael\?/);
  });
});
