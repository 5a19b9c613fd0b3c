import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { UserError } from '../../src/errors.ts';
import { roleOf } from '../../src/inventory/ansible/group-roles.ts';
import { hostsOfPattern } from '../../src/inventory/ansible/host-range.ts';
import { nodeName } from '../../src/inventory/ansible/node-name.ts';
import { type ImportResult, importAnsible } from '../../src/inventory/import-ansible.ts';
import { inventoryText } from '../../src/inventory/inventory-text.ts';
import { remainingMistakes } from '../../src/inventory/load.ts';

const directory = join(import.meta.dirname, '../fixtures/ansible');
const read = (file: string) => readFile(join(directory, file), 'utf8');

const fixtures: readonly { file: string; expected: ImportResult }[] = [
  {
    file: 'simple.ini',
    expected: {
      inventory: {
        cluster: { name: 'club', distribution: 'kubeadm' },
        defaults: { ssh: { sudoPassword: { prompt: true } } },
        nodes: [
          {
            name: 'pi-1',
            role: 'control-plane',
            address: '192.168.0.201',
            ssh: { user: 'ada', identityFile: '~/.ssh/pis' },
          },
          ...['pi2', 'pi3'].map((name) => ({
            name,
            role: 'worker' as const,
            address: `${name}.local`,
            ssh: { user: 'pi', port: 2222, identityFile: '~/.ssh/pis', password: { prompt: true as const } },
          })),
          {
            name: 'node-204',
            role: 'worker',
            address: '192.168.0.204',
            ssh: { user: 'pi', port: 2200, identityFile: '~/.ssh/other key', password: { prompt: true } },
          },
        ],
      },
      notes: [
        'line 5 is not understood, or only in part',
        'line 24 is not understood, or only in part',
        'gateway.example.org is this machine (ansible_connection: local) and left out',
        'pi_1.local gets the name pi-1',
        'pi2.local gets the name pi2',
        'pi3.local gets the name pi3',
        '192.168.0.204 gets the name node-204',
        'ansible_become_pass (all nodes) is not copied: microcloud asks for it',
        'ansible_password (pi2, pi3, node-204) is not copied: microcloud asks for it',
        'the variable motd (all nodes) means nothing here and is left out',
        'the variable ansible_ignored (pi-1) means nothing here and is left out',
      ],
    },
  },
  {
    file: 'k3s.yml',
    expected: {
      inventory: {
        cluster: { name: 'club', distribution: 'k3s' },
        defaults: { ssh: { user: 'debian', port: 22 } },
        nodes: [
          { name: 'node-11', role: 'control-plane', address: '192.16.35.11' },
          { name: 'node-12', role: 'control-plane', address: '192.16.35.12' },
          { name: 'node-a', role: 'worker', address: 'node-a' },
          { name: 'node-b', role: 'worker', address: '192.16.35.14', ssh: { sudoPassword: { prompt: true } } },
        ],
      },
      notes: [
        '192.16.35.11 gets the name node-11',
        '192.16.35.12 gets the name node-12',
        'ansible_become_password (node-b) is not copied: microcloud asks for it',
        'ansible_host (node-a) is a template and left out',
        ...['k3s_version', 'token', 'api_endpoint'].map(
          (name) => `the variable ${name} (all nodes) means nothing here and is left out`,
        ),
        'an even number of control planes survives no more failures than one less',
        '2 control planes need cluster.endpoint, an address that they share',
      ],
    },
  },
  {
    file: 'kubespray.ini',
    expected: {
      inventory: {
        cluster: { name: 'club', distribution: 'kubeadm' },
        nodes: [
          { name: 'node1', role: 'control-plane', address: '95.54.0.12' },
          { name: 'node2', role: 'worker', address: '95.54.0.13' },
          { name: 'nfs', role: 'worker', address: '95.54.0.14' },
        ],
      },
      notes: [
        'nfs (of storage) becomes a worker: remove it if it is no node',
        'the variable ip (node1, node2) means nothing here and is left out',
      ],
    },
  },
  {
    file: 'flat.yaml',
    expected: {
      inventory: {
        cluster: { name: 'club', distribution: 'kubeadm' },
        defaults: { ssh: { user: 'pi' } },
        nodes: [
          { name: 'alpha', role: 'control-plane', address: 'alpha' },
          { name: 'beta01', role: 'worker', address: 'beta01' },
          { name: 'beta02', role: 'worker', address: 'beta02' },
        ],
      },
      notes: ['no group is named like a control plane: alpha becomes it'],
    },
  },
];

describe('importAnsible', () => {
  for (const { file, expected } of fixtures) {
    it(`takes over ${file}, without any secret`, async () => {
      const result = importAnsible(await read(file), file, { name: 'club' });
      assert.deepEqual(result, expected);
      const text = inventoryText(result.inventory, result.notes);
      assert.ok(!text.includes('hunter2') && !text.includes('ANSIBLE_VAULT'));
    });
  }

  it('gives inventories that pass their check where nothing is left to do', async () => {
    for (const file of ['kubespray.ini', 'flat.yaml']) {
      const { inventory, notes } = importAnsible(await read(file), file, { name: 'club' });
      assert.deepEqual(remainingMistakes(inventoryText(inventory, notes), 'inventory.yaml', { env: {} }), []);
    }
  });

  it('lets inner groups win over outer ones, and hosts over groups', () => {
    const text =
      '[all:vars]\nansible_user=a\nansible_port=1\n[inner]\nx\ny ansible_port=3\n[outer:children]\ninner\n[outer:vars]\nansible_user=b\n[inner:vars]\nansible_user=c\nansible_port=2\n';
    const { inventory } = importAnsible(text, 'hosts', { name: 'club' });
    assert.deepEqual(inventory.defaults?.ssh, { user: 'c' });
    assert.deepEqual(
      inventory.nodes.map(({ ssh }) => ssh),
      [{ port: 2 }, { port: 3 }],
    );
  });

  for (const [about, text, path, expected] of [
    ['nothing in it', '', 'hosts.ini', 'There are no hosts in hosts.ini.'],
    ['no groups', '- a\n- b\n', 'hosts.yml', 'hosts.yml is not an Ansible inventory: it has no groups.'],
    ['broken YAML', 'all:\n  vars: {p: "hunter2\n', 'hosts.yml', 'hosts.yml:3:1: this is not valid YAML.'],
  ] as const) {
    it(`refuses a file with ${about}`, () => {
      assert.throws(
        () => importAnsible(text, path, { name: 'club' }),
        (error) => error instanceof UserError && error.message === expected && error.exitCode === 2,
      );
    });
  }

  it('gives an inventory or a UserError for anything', async () => {
    const texts = await Promise.all(fixtures.map(async ({ file }) => ({ file, text: await read(file) })));
    const edit = fc.tuple(fc.nat(), fc.nat(9), fc.string({ unit: fc.constantFrom(...'[]:{}=#\'"\n !&*a1-') }));
    fc.assert(
      fc.property(
        fc.constantFrom(...texts),
        fc.array(edit, { minLength: 1, maxLength: 5 }),
        ({ file, text }, edits) => {
          const damaged = edits.reduce((rest, [at, drop, insert]) => {
            const start = at % (rest.length + 1);
            return rest.slice(0, start) + insert + rest.slice(start + drop);
          }, text);
          try {
            const { inventory, notes } = importAnsible(damaged, file, { name: 'club' });
            remainingMistakes(inventoryText(inventory, notes), 'inventory.yaml', { env: {} });
          } catch (error) {
            if (!(error instanceof UserError)) throw error;
          }
        },
      ),
      { numRuns: 1000 },
    );
  });
});

describe('hostsOfPattern', () => {
  for (const [pattern, expected] of [
    ['pi', ['pi']],
    ['pi[1:3]', ['pi1', 'pi2', 'pi3']],
    ['pi[08:10].local', ['pi08.local', 'pi09.local', 'pi10.local']],
    ['pi[1:7:3]', ['pi1', 'pi4', 'pi7']],
    ['[a:c]-[1:2]', ['a-1', 'a-2', 'b-1', 'b-2', 'c-1', 'c-2']],
    ['pi[3:1]', []],
  ] as const) {
    it(`makes ${expected.join(' ') || 'nothing'} of ${pattern}`, () =>
      assert.deepEqual(hostsOfPattern(pattern), expected));
  }
});

describe('roleOf', () => {
  const planes =
    'master masters server control controllers control_plane control-planes kube_control_plane kube-master k3s_server k3s_master';
  const workers = 'agent workers node kube_node storage webservers mastermind etcd';
  for (const group of planes.split(' '))
    it(`makes a control plane of ${group}`, () => assert.equal(roleOf(['x', group]), 'control-plane'));
  for (const group of workers.split(' '))
    it(`makes a worker of ${group}`, () => assert.equal(roleOf([group]), 'worker'));
});

describe('nodeName', () => {
  for (const [host, expected] of [
    ['pi-1', 'pi-1'],
    ['Pi_1.local', 'pi-1'],
    ['192.168.0.7', 'node-7'],
    ['taken', 'taken-2'],
    ['__', 'node'],
    [`${'x'.repeat(49)}-y`, 'x'.repeat(49)],
  ] as const) {
    it(`makes ${expected} of ${host}`, () => assert.equal(nodeName(host, new Set(['taken'])), expected));
  }
});
