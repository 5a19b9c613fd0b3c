// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the inventory has its own ${NAME}.

import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { Version } from '../../src/distributions/version.ts';
import { UserError } from '../../src/errors.ts';
import { loadInventory, parseInventory } from '../../src/inventory/load.ts';
import { InventoryError } from '../../src/inventory/mistakes.ts';

const text = `
cluster: {name: home, distribution: kubeadm}
artifacts: {bundle: ../bundle}
defaults:
  ssh:
    user: admin
    port: 2222
    password: {file: secrets/ssh}
  network: {subnet: 192.168.0.0/24, gateway: 192.168.0.1}
  labels: {site: library, floor: ground}
  taints: [all:NoSchedule]
  docker: false
nodes:
  - {name: pi-1, role: control-plane, address: 192.168.0.201}
  - name: pi-2
    address: pi-2
    docker: true
    swap: keep
    ssh: {user: pi, sudoPassword: {file: ~/sudo}}
    network: {gateway: 192.168.0.254}
    labels: {floor: first, disk: ssd}
    taints: []
    overlays: ["dht11,gpiopin=4"]
`;

async function file(t: TestContext, content: string | Uint8Array): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'microcloud-'));
  t.after(() => rm(directory, { recursive: true }));
  const path = join(directory, 'inventory.yaml');
  await writeFile(path, content);
  return path;
}

describe('loadInventory', () => {
  it('merges the defaults into each node key by key; the node wins', () => {
    const { nodes } = parseInventory(text, '/site/inventory/home.yaml', { env: { HOME: '/home/ada' } });
    assert.deepEqual(nodes, [
      {
        name: 'pi-1',
        role: 'control-plane',
        address: '192.168.0.201',
        sshAddress: '192.168.0.201',
        swap: 'off',
        docker: false,
        cloudy: true,
        ssh: { user: 'admin', port: 2222, password: { file: '/site/inventory/secrets/ssh' } },
        network: { subnet: '192.168.0.0/24', gateway: '192.168.0.1' },
        labels: { site: 'library', floor: 'ground' },
        taints: ['all:NoSchedule'],
        overlays: [],
      },
      {
        name: 'pi-2',
        role: 'worker',
        address: 'pi-2',
        sshAddress: 'pi-2',
        swap: 'keep',
        docker: true,
        cloudy: true,
        ssh: {
          user: 'pi',
          port: 2222,
          password: { file: '/site/inventory/secrets/ssh' },
          sudoPassword: { file: '/home/ada/sudo' },
        },
        network: { subnet: '192.168.0.0/24', gateway: '192.168.0.254' },
        labels: { site: 'library', floor: 'first', disk: 'ssd' },
        taints: [],
        overlays: ['dht11,gpiopin=4'],
      },
    ]);
  });

  it('gives a proxy of the defaults only how it is reached, and where it is', () => {
    const gate = `cluster: {sharedAddress: 192.168.0.200, ${text.split('cluster: {')[1]}  - {name: gate-1, role: proxy, address: 192.168.0.211}\n`;
    const { nodes, cloudy } = parseInventory(gate, '/site/home.yaml', { env: { HOME: '/home/ada' } });
    const { ssh, network, ...proxy } = nodes.at(-1) ?? assert.fail('no proxy');
    assert.deepEqual(proxy, {
      ...{ name: 'gate-1', role: 'proxy', address: '192.168.0.211', sshAddress: '192.168.0.211' },
      ...{ docker: false, cloudy: false, swap: 'off', labels: {}, taints: [], overlays: [] },
    });
    assert.deepEqual([ssh.user, network.gateway], ['admin', '192.168.0.1']);
    assert.ok(cloudy.publish.spread, 'two nodes share what they publish');
  });

  it('fills in Cloudy, which several nodes share', () => {
    const options = { env: {} };
    const filled = (more: string) => parseInventory(`${text}${more}`, '/site/home.yaml', options).cloudy;
    const namespaces = { include: ['*'], exclude: ['kube-*'] };
    assert.deepEqual(filled(''), { install: 'native', serf: { join: [] }, publish: { namespaces, spread: true } });
    assert.equal(filled('    cloudy: false\n').publish.spread, false);
    assert.deepEqual(filled('cloudy: {install: agent, publish: {spread: false, namespaces: {include: [web]}}}'), {
      install: 'agent',
      serf: { join: [] },
      publish: { namespaces: { ...namespaces, include: ['web'] }, spread: false },
    });
    assert.deepEqual(filled('cloudy: {serf: {key: {file: secrets/serf}}}').serf, {
      join: [],
      key: { file: '/site/secrets/serf' },
    });
    assert.deepEqual(filled('cloudy: {login: {user: ada, password: {file: secrets/web}}}').login, {
      user: 'ada',
      password: { file: '/site/secrets/web' },
    });
  });

  it('fills in the cluster and makes paths absolute', () => {
    const { cluster, artifacts, path } = parseInventory(text, '/site/inventory/home.yaml', { env: {} });
    assert.equal(path, '/site/inventory/home.yaml');
    assert.deepEqual(artifacts, { bundle: '/site/bundle' });
    assert.deepEqual(cluster, {
      name: 'home',
      distribution: 'kubeadm',
      version: Version.of('1.37.2'),
      podNetwork: '10.244.0.0/16',
      serviceNetwork: '10.96.0.0/12',
      flannelBackend: 'vxlan',
      registries: {},
      k3s: {},
      kubeadm: {},
      containerd: {},
    });
  });

  it('replaces ${NAME} in values; an unquoted number stays a number', () => {
    const withReferences = text
      .replace('port: 2222', 'port: ${PORT}')
      .replace('user: admin', 'user: "${WHO}-$$1"')
      .replace('floor: ground', 'floor: "${FLOOR}"');
    const { nodes } = parseInventory(withReferences, 'i.yaml', { env: { PORT: '22', WHO: 'ada', FLOOR: '3' } });
    assert.deepEqual(nodes[0]?.ssh.port, 22);
    assert.deepEqual(nodes[0]?.ssh.user, 'ada-$1');
    assert.deepEqual(nodes[0]?.labels.floor, '3');
  });

  it('reads a file, with or without a byte order mark', async (t) => {
    const inventory = await loadInventory(await file(t, `\uFEFF${text}`), { env: {} });
    assert.equal(inventory.nodes.length, 2);
  });

  it('says what to do about a file that is not there', async () => {
    await assert.rejects(loadInventory('/nowhere/inventory.yaml', { env: {} }), (error) => {
      assert.ok(error instanceof UserError);
      assert.equal(error.message, 'The inventory /nowhere/inventory.yaml does not exist.');
      assert.equal(error.hints[0], 'microcloud inventory init');
      assert.equal(error.exitCode, 2);
      return true;
    });
  });

  it('tells an inventory of Ansible, and what makes one of ours of it', () => {
    for (const text of [
      '# my Pis\n\n[masters]\npi-1\n',
      'all:\n  children:\n    masters:\n      hosts:\n        pi-1:\n',
      'k3s_cluster:\n  hosts:\n    pi-1: {ansible_host: 192.168.0.5}\n',
    ]) {
      for (const [path, hint] of [
        ['hosts', 'microcloud inventory import hosts'],
        ['inventory.yaml', 'mv inventory.yaml hosts.yml && microcloud inventory import hosts.yml'],
      ] as const) {
        assert.throws(
          () => parseInventory(text, path, { env: {} }),
          ({ message, hints }: UserError) =>
            message === `${path} is an inventory of Ansible, not one of microcloud.` && hints.join() === hint,
        );
      }
    }
  });

  it('says so when a file is not UTF-8', async (t) => {
    const path = await file(t, Uint8Array.of(0x61, 0xff, 0xfe));
    await assert.rejects(loadInventory(path, { env: {} }), (error) => {
      assert.ok(error instanceof InventoryError);
      assert.equal(error.message, `${path}:1:2: this is not UTF-8 text: save the file as UTF-8`);
      return true;
    });
  });
});
