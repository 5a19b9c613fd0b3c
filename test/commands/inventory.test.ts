import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { loadInventory } from '../../src/inventory/load.ts';
import { microcloud, microcloudOnTerminal } from './cli.ts';

const good = `cluster: {name: home, distribution: kubeadm}
nodes:
  - {name: pi-1, role: control-plane, address: 192.168.0.201}
  - {name: pi-2, address: pi-2.local}
`;
const bad = good.replace('role: control-plane', 'role: master').replace('pi-2,', 'pi-1,');

async function directory(t: TestContext, files: Readonly<Record<string, string>> = {}): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'microcloud-'));
  t.after(() => rm(path, { recursive: true }));
  for (const [name, text] of Object.entries(files)) await writeFile(join(path, name), text);
  return path;
}

describe('microcloud inventory check', () => {
  it('says what the inventory makes', async (t) => {
    const cwd = await directory(t, { 'inventory.yaml': good });
    const { code, stdout, stderr } = await microcloud(['inventory', 'check'], { cwd });
    assert.equal(code, 0);
    assert.equal(stderr, '');
    assert.equal(
      stdout,
      `inventory.yaml has no mistakes: cluster home, kubeadm 1.37.2, 1 control plane and 1 worker.
  pi-1  control-plane  192.168.0.201
  pi-2  worker         pi-2.local
`,
    );
  });

  it("gives the inventory in the file's own words, with all defaults, for --json", async (t) => {
    const subnet = 'network: {subnet: 192.168.0.0/24, gateway: 192.168.0.1}';
    const text = good.replace('pi-2.local', `pi-2.local, staticAddress: 192.168.0.202, ${subnet}`);
    const cwd = await directory(t, { 'inventory.yaml': text });
    const { stdout } = await microcloud(['inventory', 'check', '--json'], { cwd });
    const { cluster, nodes } = JSON.parse(stdout);
    const [first, second] = nodes;
    assert.equal(cluster.version, '1.37.2');
    assert.partialDeepStrictEqual(second, {
      address: 'pi-2.local',
      staticAddress: '192.168.0.202',
      role: 'worker',
      swap: 'off',
    });
    for (const node of [first, second]) assert.ok(!('sshAddress' in node));
    assert.deepEqual([first.address, first.staticAddress], ['192.168.0.201', undefined]);
  });

  it('prints all mistakes with their places and exits 2', async (t) => {
    const cwd = await directory(t, { 'inventory.yaml': bad });
    const { code, stdout, stderr } = await microcloud(['inventory', 'check'], { cwd });
    assert.equal(code, 2);
    assert.equal(stdout, '');
    assert.equal(
      stderr,
      `inventory.yaml:3:24: role master is not known: did you mean control-plane?
inventory.yaml:4:12: nodes[0] has the name pi-1 too: write another name
Try: correct inventory.yaml, then: microcloud inventory check
`,
    );
  });

  it('gives mistakes as data with --json', async (t) => {
    const cwd = await directory(t, { 'other.yaml': bad });
    const env = { MICROCLOUD_INVENTORY: 'other.yaml' };
    const { code, stdout, stderr } = await microcloud(['inventory', 'check', '--json'], { cwd, env });
    assert.equal(code, 2);
    assert.equal(stderr, '');
    const { error } = JSON.parse(stdout);
    assert.equal(error.name, 'InventoryError');
    assert.equal(error.file, 'other.yaml');
    assert.deepEqual(error.mistakes[0], {
      line: 3,
      column: 24,
      path: 'nodes[0].role',
      message: 'role master is not known: did you mean control-plane?',
    });
    assert.ok(error.message.startsWith('other.yaml:3:24: ') && error.hints.length === 1);
  });

  for (const [about, args, expected] of [
    [
      'a file that is not there',
      ['-i', 'none.yaml'],
      /^The inventory none\.yaml does not exist\.\nTry: microcloud inventory init\n/,
    ],
    ['a flag that is not known', ['--foo'], /^Nonexistent flag: --foo\nTry: microcloud inventory check --help\n$/],
  ] as const) {
    it(`exits 2 without a stack trace for ${about}`, async (t) => {
      const { code, stderr } = await microcloud(['inventory', 'check', ...args], { cwd: await directory(t) });
      assert.equal(code, 2);
      assert.match(stderr, expected);
    });
  }
});

describe('microcloud inventory schema', () => {
  it('prints a JSON Schema', async (t) => {
    const { code, stdout } = await microcloud(['inventory', 'schema'], { cwd: await directory(t) });
    assert.equal(code, 0);
    const schema = JSON.parse(stdout);
    assert.equal(schema.$schema, 'https://json-schema.org/draft/2020-12/schema');
    assert.deepEqual(schema.required, ['cluster', 'nodes']);
  });
});

describe('microcloud inventory init', () => {
  const flags = ['--name=home', '--subnet=192.168.0.0/24', '--gateway=192.168.0.1', '--node=pi-1=192.168.0.201'];

  it('writes an inventory from flags, and does not overwrite it unless forced', async (t) => {
    const cwd = await directory(t);
    const args = ['inventory', 'init', ...flags, '--node=pi-2=192.168.0.202', '--static', '--user=ada', '--password'];
    assert.equal((await microcloud(args, { cwd })).code, 0);
    const path = join(cwd, 'inventory.yaml');
    const { cluster, nodes } = await loadInventory(path, { env: {} });
    assert.deepEqual([cluster.name, cluster.distribution], ['home', 'k3s']);
    assert.deepEqual(
      nodes.map((node) => [node.name, node.role, node.address, node.staticAddress, node.ssh.user, node.ssh.password]),
      [
        ['pi-1', 'control-plane', '192.168.0.201', '192.168.0.201', 'ada', { prompt: true }],
        ['pi-2', 'worker', '192.168.0.202', '192.168.0.202', 'ada', { prompt: true }],
      ],
    );
    const written = await readFile(path, 'utf8');
    assert.match(written, /^# yaml-language-server: \$schema=inventory\.schema\.json\n# The nodes of home/);
    const schema = await microcloud(['inventory', 'schema'], { cwd });
    assert.equal(await readFile(join(cwd, 'inventory.schema.json'), 'utf8'), schema.stdout);

    const again = await microcloud(['inventory', 'init', ...flags], { cwd });
    assert.equal(again.code, 2);
    assert.match(again.stderr, /^inventory\.yaml is there already\.\nTry: .*--force/);
    assert.equal(await readFile(path, 'utf8'), written);

    assert.equal((await microcloud(['inventory', 'init', ...flags, '--force'], { cwd })).code, 0);
    assert.notEqual(await readFile(path, 'utf8'), written);
  });

  it('brings the schema beside the inventory up to date, but leaves a file of this name that is not ours', async (t) => {
    const ours = '{"$schema": "", "$id": "urn:microcloud:inventory", "title": "old"}';
    for (const [before, isReplaced] of [
      [ours, true],
      ['{"title": "of another program"}', false],
    ] as const) {
      const cwd = await directory(t, { 'inventory.schema.json': before });
      assert.equal((await microcloud(['inventory', 'init', ...flags], { cwd })).code, 0);
      assert.equal((await readFile(join(cwd, 'inventory.schema.json'), 'utf8')) !== before, isReplaced);
    }
  });

  it('names the flags that are missing where nobody can be asked', async (t) => {
    const { code, stderr } = await microcloud(['inventory', 'init', '--name=home'], { cwd: await directory(t) });
    assert.equal(code, 2);
    assert.match(
      stderr,
      /these flags are missing: --subnet, --gateway, --node\.\nTry: microcloud inventory init --name home /,
    );
  });

  it('names every answer that does not fit, and writes nothing', async (t) => {
    const cwd = await directory(t);
    const { code, stderr } = await microcloud(['inventory', 'init', ...flags.with(1, '--subnet=10.0.0.0/24')], { cwd });
    assert.equal(code, 2);
    assert.match(stderr, /^defaults\.network\.gateway: the gateway 192\.168\.0\.1 is outside/m);
    assert.match(stderr, /^nodes\[0\]\.address: 192\.168\.0\.201 is outside/m);
    await assert.rejects(readFile(join(cwd, 'inventory.yaml')), { code: 'ENOENT' });
  });

  it('asks for the address of now and the one for good, which a new card does not have yet', async (t) => {
    const cwd = await directory(t);
    const network = ['--name=home', '--distribution=k3s', '--subnet=192.168.0.0/24', '--gateway=192.168.0.1'];
    const { code, stdout } = await microcloudOnTerminal(['inventory', 'init', ...network], { cwd }, [
      ['Set fixed addresses', 'y'],
      ['How many nodes', '1'],
      ['Node 1 (the control plane): name', ''],
      ["address now, as your router's list says", '192.168.0.101'],
      ['address for good', '192.168.9.1'],
      ['192.168.9.1 is outside', '\x15192.168.0.211'],
      ['Login user of the nodes', ''],
      ['Do they want a password', ''],
      ['Nodes of the Cloudy of your community', ''],
    ]);
    assert.equal(code, 0, stdout);
    const { nodes } = await loadInventory(join(cwd, 'inventory.yaml'), { env: {} });
    const [node] = nodes;
    assert.deepEqual([node?.sshAddress, node?.staticAddress], ['192.168.0.101', '192.168.0.211']);
  });

  it('takes both addresses from a flag', async (t) => {
    const cwd = await directory(t);
    const args = flags.with(3, '--node=pi-1=192.168.0.101,192.168.0.201');
    const { code, stderr } = await microcloud(['inventory', 'init', ...args, '--node=pi-2=pi-2.local'], { cwd });
    assert.equal(code, 0, stderr);
    const { nodes } = await loadInventory(join(cwd, 'inventory.yaml'), { env: {} });
    assert.deepEqual(
      nodes.map(({ sshAddress, staticAddress }) => [sshAddress, staticAddress]),
      [
        ['192.168.0.101', '192.168.0.201'],
        ['pi-2.local', undefined],
      ],
    );
  });

  it('asks on a terminal for what flags leave open', async (t) => {
    const cwd = await directory(t);
    const { code, stdout } = await microcloudOnTerminal(
      ['inventory', 'init', '--distribution', 'k3s', '--no-static'],
      { cwd },
      [
        ['Name of the cluster', 'club'],
        ['Network of the nodes', '192.168.7.0/24'],
        ['Address of the router', ''],
        ['How many nodes', '2'],
        ['Node 1 (the control plane): name', ''],
        ['Node 1 (the control plane): address', '192.168.8.1'],
        ['192.168.8.1 is outside', '\x15'],
        ['Node 2: name', 'pi-1'],
        ['nodes[0] has the name pi-1 too', '\x15kitchen'],
        ['Node 2: address', ''],
        ['Login user of the nodes', 'ada'],
        ['Do they want a password', ''],
        ['Nodes of the Cloudy of your community', '10.139.40.122'],
      ],
    );
    assert.equal(code, 0, stdout);
    const { cluster, cloudy, nodes } = await loadInventory(join(cwd, 'inventory.yaml'), { env: {} });
    assert.deepEqual([cluster.name, cluster.distribution, cloudy.serf.join], ['club', 'k3s', ['10.139.40.122']]);
    assert.deepEqual(
      nodes.map(({ name, address, network, ssh }) => [name, address, network.gateway, ssh]),
      [
        ['pi-1', '192.168.7.201', '192.168.7.1', { user: 'ada' }],
        ['kitchen', '192.168.7.202', '192.168.7.1', { user: 'ada' }],
      ],
    );
  });
});

describe('microcloud inventory import', () => {
  const hosts = '[master]\npi-1 ansible_host=192.168.0.201\n[agents]\npi-[2:3] ansible_password=hunter2\n';

  it('writes the inventory and says what was not taken over', async (t) => {
    const cwd = await directory(t, { 'hosts.ini': hosts });
    const { code, stdout, stderr } = await microcloud(['inventory', 'import', 'hosts.ini', '--name=club'], {
      cwd,
      env: { PATH: '' },
    });
    assert.equal(code, 0);
    assert.equal(stdout, '');
    assert.equal(
      stderr,
      `Wrote inventory.yaml.
Notes:
  hosts.ini: read by microcloud itself, as ansible-inventory is not installed here
  hosts.ini:4: ansible_password (pi-2, pi-3) is not copied: microcloud asks for it
  cluster.distribution is guessed: no group and no variable says which Kubernetes it is
Try: microcloud init --dry-run
`,
    );
    const text = await readFile(join(cwd, 'inventory.yaml'), 'utf8');
    assert.equal(text.match(/^ {6}password: \{prompt: true\}$/gm)?.length, 2, 'no references of YAML');
    const { cluster, nodes } = await loadInventory(join(cwd, 'inventory.yaml'), { env: {} });
    assert.equal(cluster.name, 'club');
    assert.deepEqual(
      nodes.map(({ name, role, address }) => [name, role, address]),
      [
        ['pi-1', 'control-plane', '192.168.0.201'],
        ['pi-2', 'worker', 'pi-2'],
        ['pi-3', 'worker', 'pi-3'],
      ],
    );
    assert.equal((await microcloud(['inventory', 'import', 'hosts.ini'], { cwd })).code, 2);
  });

  it('only prints with --dry-run', async (t) => {
    const cwd = await directory(t, { 'hosts.ini': hosts });
    const { code, stdout } = await microcloud(['inventory', 'import', 'hosts.ini', '--dry-run'], { cwd });
    assert.equal(code, 0);
    assert.match(stdout, /^nodes:\n {2}- name: pi-1$/m);
    await assert.rejects(readFile(join(cwd, 'inventory.yaml')), { code: 'ENOENT' });
  });

  it('makes one inventory of several, as Ansible does of several -i, and says that -i is another thing here', async (t) => {
    const cwd = await directory(t, {
      'hosts.ini': '[k3s_server]\npi-1\n',
      'more hosts.yml': 'k3s_agent: {hosts: {pi-2: }}\nall: {hosts: {pi-1: {ansible_host: 192.168.0.201}}}\n',
    });
    const run = (...args: string[]) => microcloud(['inventory', 'import', ...args], { cwd, env: { PATH: '' } });
    const { stdout } = await run('hosts.ini', 'more hosts.yml', '--dry-run', '--json');
    assert.match(JSON.parse(stdout).text, /name: pi-1\n.*\n.*address: 192\.168\.0\.201\n\n.*name: pi-2\n/);
    const { code, stderr } = await run('-i', 'hosts.ini', '-i', 'more hosts.yml');
    assert.equal(code, 2);
    assert.match(stderr, /without -i: .*\nTry: microcloud inventory import hosts\.ini 'more hosts\.yml'\n$/);
    assert.match(
      (await run()).stderr,
      /^Which inventory of Ansible, or which other list\?\nTry: microcloud inventory import hosts\.ini\n$/,
    );
  });

  it('exits 2 for a file that is not there', async (t) => {
    const { code, stderr } = await microcloud(['inventory', 'import', 'none'], { cwd: await directory(t) });
    assert.deepEqual(
      [code, stderr],
      [2, 'none does not exist.\nTry: ls, and give the file or folder that ansible-playbook gets by -i\n'],
    );
  });
});
