import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { describe, it } from 'node:test';
import { parseDocument } from 'yaml';
import { inventoryJsonSchema, type SchemaPart } from '../../src/inventory/json-schema.ts';
import { loadInventory, parseInventory } from '../../src/inventory/load.ts';
import { inventorySchema } from '../../src/inventory/schema.ts';
import { readYaml } from '../../src/inventory/yaml-text.ts';

const path = resolve(import.meta.dirname, '../../inventory.example.yaml');
const text = await readFile(path, 'utf8');
const everything = text.replaceAll(/^( *)#(?=[a-zA-Z-])/gm, '$1');

describe('inventory.example.yaml', () => {
  it('is an inventory as it is', async () => {
    const { cluster, nodes } = await loadInventory(path, { env: {} });
    assert.equal(cluster.distribution, 'k3s');
    assert.deepEqual(
      nodes.map(({ name, role, sshAddress, address }) => [name, role, sshAddress, address]),
      [
        ['pi-1', 'control-plane', '192.168.0.201', '192.168.0.201'],
        ['pi-2', 'worker', 'pi-2.local', '192.168.0.202'],
        ['pi-3', 'worker', '192.168.0.203', '192.168.0.203'],
      ],
    );
  });

  it('is an inventory with every field that is switched off', async (t) => {
    const home = await mkdtemp(join(tmpdir(), 'microcloud-'));
    t.after(() => rm(home, { recursive: true }));
    const key = join(home, '.ssh/id_ed25519');
    await mkdir(dirname(key));
    await writeFile(key, '');
    for (const [distribution, without] of [
      ['k3s', [['kubeadm'], ...['metrics', 'storage', 'ingress'].map((name) => ['addons', name])]],
      ['kubeadm', [['k3s'], ['version']]],
    ] as const) {
      const document = parseDocument(everything);
      document.setIn(['cluster', 'distribution'], distribution);
      for (const keys of without) document.deleteIn(['cluster', ...keys]);
      const { nodes, artifacts } = parseInventory(String(document), path, { env: { HOME: home } });
      assert.equal(nodes[0]?.ssh.identityFile, key);
      assert.equal(artifacts.bundle, join(dirname(path), 'bundle'));
    }
  });

  it('shows every field of the schema', () => {
    const { value } = readYaml(everything, {});
    assert.ok(inventorySchema.safeParse(value).success);
    const shown = new Set(keysOf(value));
    const fields = propertiesOf(inventoryJsonSchema() as SchemaPart).map(({ name }) => name);
    // The kinds of secrets are alternatives; the comment above them shows all three.
    const missing = fields.filter((name) => !shown.has(name) && !text.includes(`{${name}: `));
    assert.deepEqual(missing, []);
  });

  it('is documented for editors: every field of the JSON Schema has a description', () => {
    const properties = propertiesOf(inventoryJsonSchema() as SchemaPart);
    assert.ok(properties.length > 30);
    assert.deepEqual(
      properties.filter(({ part }) => !part.description).map(({ name }) => name),
      [],
    );
  });
});

function keysOf(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return value.flatMap(keysOf);
  return Object.entries(value).flatMap(([key, inner]) => [key, ...keysOf(inner)]);
}

function propertiesOf(schema: SchemaPart): readonly { name: string; part: SchemaPart }[] {
  const parts = [...(schema.items ? [schema.items] : []), ...(schema.anyOf ?? [])].flatMap(propertiesOf);
  const own = Object.entries(schema.properties ?? {}).flatMap(([name, part]) => [
    { name, part },
    ...propertiesOf(part),
  ]);
  return [...own, ...parts];
}
