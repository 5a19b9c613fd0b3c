import assert from 'node:assert/strict';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import fc from 'fast-check';
import { UserError } from '../../src/errors.ts';
import { hostsOf } from '../../src/inventory/ansible/ansible-hosts.ts';
import { askAnsible } from '../../src/inventory/ansible/ask-ansible.ts';
import { readAnsible, readText } from '../../src/inventory/ansible/read-ansible.ts';
import { importAnsible, inventoryOf } from '../../src/inventory/import-ansible.ts';
import { inventoryText } from '../../src/inventory/inventory-text.ts';
import { remainingMistakes } from '../../src/inventory/load.ts';
import { listingOf, shapes, textOfImport } from '../support/ansible-shapes.ts';

const readListed = async (directory: string) => JSON.parse(await readFile(join(directory, 'listed.json'), 'utf8'));
const hasAnsible = (await askAnsible(['/nowhere'], process.env)).kind !== 'absent';

describe('importAnsible', () => {
  for (const shape of shapes()) {
    it(`takes over an inventory in the shape ${shape.name}, without any secret`, async () => {
      const text = await textOfImport(shape, {});
      assert.equal(text, await readFile(join(shape.directory, 'expected.yaml'), 'utf8'));
      assert.doesNotMatch(text, /not.a.real|hunter2|ANSIBLE_VAULT|ENC\[/);
    });

    it(`reads ${shape.name} as ansible-inventory does`, async () => {
      const listed = await readListed(shape.directory);
      // Ansible refuses the whole of an inventory with one mistake in it, or with a file that it cannot decrypt.
      if (listed === null) return;
      assert.deepEqual(listingOf(hostsOf(await readAnsible(shape.path))), listed);
    });

    it(`writes the same for ${shape.name} with ansible-inventory`, { skip: !hasAnsible }, async () => {
      const withoutReader = (text: string) => text.replace(/^# Note: .* read by .*\n/m, '');
      const asked = await textOfImport(shape, { PATH: process.env.PATH });
      assert.equal(withoutReader(asked), withoutReader(await textOfImport(shape, {})));
    });
  }

  it('gives inventories that pass their check where nothing is left to do', async () => {
    for (const { name, path } of shapes().filter(({ name }) =>
      ['kubespray-flat', 'plain', 'no-colons'].includes(name),
    )) {
      const { inventory, notes, remarks } = await importAnsible([path], { name: 'club', env: { PATH: '' } });
      assert.deepEqual(
        remainingMistakes(inventoryText(inventory, notes, remarks), 'inventory.yaml', { env: {} }),
        [],
        name,
      );
    }
  });

  // JRichlen/ansible-pi-cluster: a shell was to fill it in, and no login is called so.
  it('leaves out what is no name of a login, and says so', async (t) => {
    const directory = await folder(t, { 'hosts.ini': '[ubuntu]\nubuntu-1.local ansible_user=${USER}\n' });
    const path = join(directory, 'hosts.ini');
    const { inventory, notes } = await importAnsible([path], { name: 'club', env: { PATH: '' } });
    assert.deepEqual(inventory.defaults, undefined);
    assert.match(notes.join('\n'), /hosts\.ini:2: ansible_user .*has a value that cannot be right, and is left out/);
  });

  // tsisar/pi-k3s-cluster: the playbook calls the machines so, and init would call them otherwise.
  it('calls nodes as a variable of their own does, and reads k3s where people write it', async (t) => {
    const directory = await folder(t, {
      'hosts.ini': `[master]
pi0 ansible_host=192.168.88.30 new_hostname=pi-k3s-master-01
[workers]
pi1 ansible_host=192.168.88.31 new_hostname=pi-k3s-worker-01
pi2 ansible_host=127.0.0.1 hostname="pi2.lan"
[pi:children]
master
workers
[pi:vars]
kube_context_name=home
node_name=shared
`,
    });
    const path = join(directory, 'hosts.ini');
    const { inventory, notes } = await importAnsible([path], { name: 'club', env: { PATH: '' } });
    assert.deepEqual(
      inventory.nodes.map(({ name, address }) => [name, address]),
      [
        ['pi-k3s-master-01', '192.168.88.30'],
        ['pi-k3s-worker-01', '192.168.88.31'],
        ['pi2', 'pi2'],
      ],
    );
    assert.equal(inventory.cluster.distribution, 'k3s');
    assert.match(notes.join('\n'), /hosts\.ini:2: pi0 gets the name pi-k3s-master-01/);
    assert.match(notes.join('\n'), /address of pi2 is guessed: 127\.0\.0\.1 is the machine itself/);
    assert.match(notes.join('\n'), /cluster\.distribution is guessed: k3s is a part of new_hostname/);
  });

  it('says why a name in a variable is not taken', async (t) => {
    const directory = await folder(t, {
      'hosts.ini': '[pis]\npi-1 node_name=<controller1>\npi-2 node_name=home\npi-3 node_name=home node_ip=10.0.0.3\n',
    });
    const { inventory, notes } = await importAnsible([join(directory, 'hosts.ini')], {
      name: 'club',
      env: { PATH: '' },
    });
    assert.deepEqual(
      inventory.nodes.map(({ name }) => name),
      ['pi-1', 'pi-2', 'pi-3'],
    );
    const said = notes.join('\n');
    assert.match(said, /hosts\.ini:2: node_name \(pi-1\) has a value that cannot be right, and is left out/);
    assert.match(said, /hosts\.ini:3, 4: node_name \(pi-2, pi-3\) is the same for several hosts, and is left out/);
    assert.match(said, /hosts\.ini:4: node_ip \(pi-3\) is left out: write staticAddress/);
  });

  it('says once what is so of a whole class of boards', async (t) => {
    const directory = await folder(t, { 'hosts.ini': '[pis]\nrpi-[01:50].lan\n' });
    const path = join(directory, 'hosts.ini');
    const { inventory, notes } = await importAnsible([path], { name: 'club', env: { PATH: '' } });
    assert.equal(inventory.nodes.length, 50);
    assert.deepEqual(notes.slice(1), [
      `${path}:2: rpi-01.lan gets the name rpi-01, rpi-02.lan gets the name rpi-02, and 48 more likewise`,
      'role of rpi-01 is guessed: no group and no variable says which node is the control plane',
      'role of rpi-02, rpi-03, rpi-04 and 46 more nodes is guessed: no group and no variable says what it is',
      'cluster.distribution is guessed: no group and no variable says which Kubernetes it is',
    ]);
  });

  it('takes the hosts of one group only', async () => {
    const { path } = shapes().find(({ name }) => name === 'two-clusters') ?? assert.fail();
    const options = { name: 'club', env: { PATH: '' } };
    const { inventory } = await importAnsible([path], { ...options, group: 'k3s_club_cluster' });
    assert.deepEqual(
      inventory.nodes.map(({ name }) => name),
      ['club-1'],
    );
    await assert.rejects(
      importAnsible([path], { ...options, group: 'k3s' }),
      /No host is in a group k3s: its groups are k3s_home_cluster, /,
    );
  });

  it('believes ansible-inventory where it reads something else, and says so', async (t) => {
    const directory = await folder(t, {
      'hosts.ini': '[k3s_server]\na ansible_host=10.0.0.1\nb\n[k3s_agent]\nc\n',
      'bin/ansible-inventory': `#!/bin/sh
[ "$ANSIBLE_CONFIG" != mine ] && [ ! -s "$ANSIBLE_CONFIG" ] && [ "$1 $3" = '-i --list' ] || exit 1
echo '{"_meta": {"hostvars": {"c": {}, "a": {"ansible_host": "10.0.0.9"}}}, "k3s_server": {"hosts": ["a"]}, "k3s_agent": {"hosts": ["c"]}}'
`,
    });
    await chmod(join(directory, 'bin/ansible-inventory'), 0o755);
    const env = { PATH: `${join(directory, 'bin')}:/usr/bin:/bin`, ANSIBLE_CONFIG: 'mine' };
    const path = join(directory, 'hosts.ini');
    const { inventory, notes } = await importAnsible([path], { name: 'club', env });
    assert.deepEqual(inventory.nodes, [
      { name: 'a', role: 'control-plane', address: '10.0.0.9' },
      { name: 'c', role: 'worker', address: 'c' },
    ]);
    assert.deepEqual(notes, [
      `${path}: read by ansible-inventory, which is installed here`,
      `${path}:3: b is no host for ansible-inventory, and is left out`,
      'a: ansible-inventory reads its groups or variables in another way than microcloud: its answer is used',
    ]);
  });

  it('reads by itself where ansible-inventory fails', async (t) => {
    const directory = await folder(t, {
      'hosts.ini': '[k3s_server]\na\n',
      'bin/ansible-inventory': '#!/bin/sh\nexit 4\n',
    });
    await chmod(join(directory, 'bin/ansible-inventory'), 0o755);
    const path = join(directory, 'hosts.ini');
    const { notes } = await importAnsible([path], { name: 'club', env: { PATH: join(directory, 'bin') } });
    assert.match(
      notes.join('\n'),
      /read by microcloud itself, as ansible-inventory refuses it: ansible-inventory -i .* says why/,
    );
  });

  for (const path of ['.', '', '.:/nowhere', ':/nowhere', 'bin'])
    it(`runs no program of the inventory where PATH is ${JSON.stringify(path)}`, async (t) => {
      const program = '#!/bin/sh\n: >run\nexit 4\n';
      const directory = await folder(t, {
        'hosts.ini': '[k3s_server]\na\n',
        'ansible-inventory': program,
        'bin/ansible-inventory': program,
      });
      for (const name of ['ansible-inventory', 'bin/ansible-inventory']) await chmod(join(directory, name), 0o755);
      await importAnsible([join(directory, 'hosts.ini')], { name: 'club', env: { PATH: path } });
      assert.deepEqual((await readdir(directory)).toSorted(), ['ansible-inventory', 'bin', 'hosts.ini']);
    });

  const noise = Array.from({ length: 20_000 }, (_, index) => `${(index * 7919) % 977} is ${index} *&^%{[ not\n`).join(
    '',
  );
  const words = Array.from({ length: 6000 }, (_, index) => `w${index}\n`).join('');
  const refusals: Readonly<Record<string, readonly [file: string, content: string | Buffer, message: RegExp]>> = {
    'nothing in it': ['hosts.ini', '', /^There are no hosts in .*hosts\.ini\.$/],
    // A template of Terraform that was not filled in, and a README's example.
    'what stands for names only': [
      'hosts.ini',
      '[master]\n<MASTER_IP>\n[worker]\n${worker_ip} ansible_user=ubuntu\n',
      /^There are no hosts in .*\n.*hosts\.ini:2: this stands for a name .*\n.*hosts\.ini:4: this is a template /,
    ],
    'blanks and comments only': ['hosts', '\n# none yet\n\n', /^There are no hosts in /],
    'no groups': ['hosts.yml', '- a\n- b\n', /hosts\.yml is not an Ansible inventory: it has no groups\.$/],
    'a text without colons': [
      'hosts.yml',
      'pi-1\npi-2\n',
      /hosts\.yml is not an Ansible inventory: it has no groups\.$/,
    ],
    'broken YAML': [
      'hosts.yml',
      'all:\n  vars: {p: "hunter2\n',
      /hosts\.yml:\d+:\d+: something is not closed before here/,
    ],
    'a tab': ['hosts.yml', 'all:\n\thosts:\n', /hosts\.yml:2:1: this line begins with a tab/],
    'a playbook': ['site.yml', '- hosts: all\n  roles: [x]\n', /site\.yml is a playbook of Ansible, not an inventory/],
    'a plugin': ['aws_ec2.yml', 'plugin: aws_ec2\n', /says how Ansible finds the hosts, and does not list them/],
    'a vault around it': ['hosts.yml', '$ANSIBLE_VAULT;1.1;AES256\n6162\n', /Ansible's vault keeps .*hosts\.yml/],
    'a program in it': [
      'inventory.py',
      '#!/usr/bin/env python3\nprint(1)\n',
      /inventory\.py is a program\. .* microcloud does not/,
    ],
    'bytes that are no text': ['hosts', Buffer.from([1, 0, 255, 254, 10]), /hosts:1:\d+: this is (no text|UTF-16)/],
    'UTF-16': [
      'hosts.ini',
      Buffer.from('\ufeff[a]\nb\n', 'utf16le'),
      /hosts\.ini:1:1: this is UTF-16 text: save the file as UTF-8/,
    ],
    'Latin-1': ['hosts.ini', Buffer.from('[a]\n# f\xfcr uns\n', 'latin1'), /hosts\.ini:2:4: this is not UTF-8 text/],
    'noise in it': [
      'hosts',
      noise,
      /hosts is not an Ansible inventory: most of its lines are not understood\.\n {2}.*:1: /,
    ],
    'noise as YAML': ['hosts.yml', noise, /hosts\.yml is nested too deep/],
    'far too much in it': ['hosts', 'x'.repeat(5_000_000), /hosts has 5 MB: that is no list of hosts/],
    'a word a line': ['words', words, /words has 6000 hosts: that is no inventory of a cluster\.$/],
    'a second document, which Ansible refuses, too': [
      'hosts.yml',
      'all:\n  hosts:\n    a:\n---\nall:\n  hosts:\n    b:\n',
      /hosts\.yml:4:1: the file must be one document/,
    ],
    'a thousand brackets': ['hosts.yml', '['.repeat(1000), /nested too deep/],
    'prose in it': [
      'README',
      'Our nodes stand on a shelf in the cellar.\nAsk Ana.\n',
      /most of its lines are not understood/,
    ],
  };
  for (const [about, [file, content, message]] of Object.entries(refusals)) {
    it(`refuses a file with ${about}`, async (t) => {
      const path = join(await folder(t, { [file]: content }), file);
      await assert.rejects(
        importAnsible([path], { name: 'club', env: { PATH: '' } }),
        (error) =>
          error instanceof UserError && message.test(error.message) && error.exitCode === 2 && error.hints.length > 0,
      );
    });
  }

  it('refuses what is not there', async () => {
    await assert.rejects(
      importAnsible(['/nowhere/hosts'], { name: 'club', env: {} }),
      /^UserError: \/nowhere\/hosts does not exist\.$/,
    );
  });

  it('goes on in a folder with the files that it can read, and names the others', async (t) => {
    const directory = await folder(t, {
      'inv/a.yml': 'k3s_server: {hosts: {pi-1: }}\n',
      'inv/b.py': '#!/usr/bin/python3\n',
      'inv/c.yml': 'a: [\n',
      'inv/.hidden': 'x\n',
      'inv/sub/d': '[k3s_agent]\npi-2\n',
    });
    const { inventory, notes } = await importAnsible([join(directory, 'inv')], { name: 'club', env: { PATH: '' } });
    assert.deepEqual(
      inventory.nodes.map(({ name, role }) => `${name} ${role}`),
      ['pi-1 control-plane', 'pi-2 worker'],
    );
    assert.match(
      notes.join('\n'),
      /inv\/b\.py: this is a program, which microcloud does not run: left out\n.*inv\/c\.yml: left out \(.*c\.yml:2:1: /,
    );
  });

  it('names variables beside a folder above, which only playbooks there have', async (t) => {
    const directory = await folder(t, { 'inv/hosts': '[k3s]\npi-1\n', 'group_vars/all.yml': 'ansible_user: ana\n' });
    const { notes, inventory } = await importAnsible([join(directory, 'inv/hosts')], {
      name: 'club',
      env: { PATH: '' },
    });
    assert.match(
      notes.join('\n'),
      /group_vars: Ansible reads this folder only for playbooks that lie beside it: left out/,
    );
    assert.equal(inventory.defaults, undefined);
  });

  it('asks for the inventory where a project names none that is there', async (t) => {
    const options = { name: 'club', env: { PATH: '' } };
    for (const [config, said] of [
      ['[defaults]\ninventory = hosts.ini\n', /ansible\.cfg:2 names \S+hosts\.ini, which is not there\.$/],
      ['[defaults]\nroles_path = roles\n', /ansible\.cfg names no inventory\.$/],
    ] as const) {
      const directory = await folder(t, { 'ansible.cfg': config, 'sample.ini': '[master]\na\n' });
      await assert.rejects(importAnsible([directory], options), said);
      await assert.rejects(importAnsible([join(directory, 'ansible.cfg')], options), said);
      assert.equal((await importAnsible([join(directory, 'sample.ini')], options)).inventory.nodes.length, 1);
    }
  });

  it('reads all inventories that a project names', async (t) => {
    const directory = await folder(t, {
      'ansible.cfg': '[defaults]\ninventory: one/hosts.yml, two.ini\n',
      'one/hosts.yml': 'k3s_agent:\n  hosts:\n    b:\n',
      'one/host_vars/a.yml': 'ansible_user: eva\n',
      'two.ini': '[k3s_server]\na ansible_host=10.0.0.1\n',
    });
    const { inventory } = await importAnsible([directory], { name: 'club', env: { PATH: '' } });
    assert.deepEqual(inventory.nodes, [
      { name: 'b', role: 'worker', address: 'b' },
      { name: 'a', role: 'control-plane', address: '10.0.0.1', ssh: { user: 'eva' } },
    ]);
  });

  it('hints at a group that is included by nearly its name, and so without its hosts', async (t) => {
    const directory = await folder(t, {
      'hosts.ini': '[master]\na\n[nodes]\nb\n[k3s_cluster:children]\nmaster\nnode\n',
    });
    const { notes } = await importAnsible([join(directory, 'hosts.ini')], { name: 'club', env: { PATH: '' } });
    assert.ok(notes.some((note) => note.endsWith('node, a child of k3s_cluster, has no hosts: did you mean nodes?')));
  });

  it('takes a folder of variables instead of a file of the same name, as Ansible does', async (t) => {
    const directory = await folder(t, {
      hosts: '[k3s]\npi-1\n',
      'group_vars/all/user.yml': 'ansible_user: ana\n',
      'group_vars/all/notes.txt': 'none\n',
      'group_vars/all.yml': 'ansible_user: eve\n',
      'group_vars/k3s.json': '{"ansible_port": 2200}',
    });
    const { notes, inventory } = await importAnsible([join(directory, 'hosts')], { name: 'club', env: { PATH: '' } });
    assert.deepEqual(inventory.defaults, { ssh: { user: 'ana', port: 2200 } });
    assert.match(notes.join('\n'), /group_vars\/all\.yml: Ansible takes all instead, and so does microcloud/);
    assert.match(notes.join('\n'), /notes\.txt: Ansible does not read a file with this ending: left out/);
  });

  it('gives an inventory or a UserError for anything', async () => {
    const files = shapes().filter(({ path }) => /\.(ini|ya?ml|json)$/.test(path));
    const texts = await Promise.all(files.map(async ({ path }) => ({ path, text: await readFile(path, 'utf8') })));
    const edit = fc.tuple(fc.nat(), fc.nat(9), fc.string({ unit: fc.constantFrom(...'[]:{}=#\'"\n !&*a1-<@\\') }));
    fc.assert(
      fc.property(
        fc.constantFrom(...texts),
        fc.array(edit, { minLength: 1, maxLength: 5 }),
        ({ path, text }, edits) => {
          const damaged = edits.reduce((rest, [at, drop, insert]) => {
            const start = at % (rest.length + 1);
            return rest.slice(0, start) + insert + rest.slice(start + drop);
          }, text);
          try {
            const hosts = hostsOf(readText({ file: path, text: damaged }));
            const { inventory, notes, remarks } = inventoryOf(hosts, path, { name: 'club' });
            remainingMistakes(inventoryText(inventory, notes, remarks), 'inventory.yaml', { env: {} });
          } catch (error) {
            if (!(error instanceof UserError)) throw error;
          }
        },
      ),
      { numRuns: 1000 },
    );
  });
});

async function folder(t: TestContext, files: Readonly<Record<string, string | Buffer>>): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'microcloud-'));
  t.after(() => rm(directory, { recursive: true }));
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(directory, name)), { recursive: true });
    await writeFile(join(directory, name), content);
  }
  return directory;
}
