import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { startSshd } from '../support/sshd.ts';
import { temporary } from '../support/temporary.ts';
import { microcloud, microcloudOnTerminal } from './cli.ts';

// A node whose password nobody knows is off for certain, at once, and without a packet to anywhere.
const inventory = `cluster: {name: home, distribution: kubeadm}
defaults: {ssh: {password: {env: NO_PASSWORD}}}
nodes:
  - {name: pi-1, role: control-plane, address: 127.0.0.1}
  - {name: pi-2, address: 127.0.0.2} # the second
`;

async function setUp(t: TestContext) {
  const cwd = await temporary(t);
  const file = join(cwd, 'inventory.yaml');
  await writeFile(file, inventory);
  const env = { HOME: cwd, XDG_STATE_HOME: join(cwd, 'state'), KUBECONFIG: join(cwd, 'kube', 'config') };
  return { cwd, file, run: (...args: string[]) => microcloud(args, { cwd, env }) };
}

describe('commands about nodes', () => {
  it('look at several clusters, of which one has a mistake, and end with the worst of their codes', async (t) => {
    const { run, cwd } = await setUp(t);
    await writeFile(join(cwd, 'school.yaml'), inventory.replace('name: home', 'name: school'));
    const args = ['-i', 'school.yaml', '-i', 'no.yaml', '-i', 'inventory.yaml', '-i', 'school.yaml'];
    const { code, stdout, stderr } = await run('status', ...args);
    assert.equal(code, 2);
    assert.match(
      stdout,
      /^school\.yaml:\n[\s\S]*Cluster school: [\s\S]*\n\nno\.yaml:\n\ninventory\.yaml:\n[\s\S]*Cluster home: /,
    );
    assert.match(stderr, /The inventory no\.yaml does not exist\./);
    const json = JSON.parse((await run('status', '--json', ...args)).stdout);
    assert.deepEqual(
      json.map(
        (one: { cluster?: { name: string }; error?: { message: string } }) => one.cluster?.name ?? one.error?.message,
      ),
      ['school', 'The inventory no.yaml does not exist.', 'home'],
    );
  });

  it('take several inventories from the environment, but only those that change nothing', async (t) => {
    const { cwd } = await setUp(t);
    const env = { HOME: cwd, XDG_STATE_HOME: join(cwd, 'state'), MICROCLOUD_INVENTORY: 'no.yaml:inventory.yaml' };
    assert.match((await microcloud(['status'], { cwd, env })).stdout, /^no\.yaml:\n\ninventory\.yaml:\n/);
    assert.match((await microcloud(['status', '-i', 'inventory.yaml'], { cwd, env })).stdout, /^NODE /);
    assert.match(
      (await microcloud(['init'], { cwd, env })).stderr,
      /^This command is about one inventory, and there are 2/,
    );
    const none = await microcloud(['status'], { cwd, env: { ...env, MICROCLOUD_INVENTORY: ':' } });
    assert.match(none.stderr, /^MICROCLOUD_INVENTORY names no file: ":"\nTry: export MICROCLOUD_INVENTORY=FILE\n/);
    assert.equal(none.code, 2);
  });

  const wrong: readonly (readonly [args: readonly string[], text: string])[] = [
    [
      ['status', '--watch', '-i', 'inventory.yaml', '-i', 'x.yaml'],
      '--watch shows one cluster to people.\nTry: leave --watch out\n',
    ],
    [['init', '--only', 'pi-22'], 'pi-22 is not in the inventory: did you mean pi-2?\nTry: one of pi-1, pi-2\n'],
    [['init', '--only', ''], '--only names no node.\nTry: --only pi-2,pi-3\n'],
    [['join', 'pi-22'], 'pi-22 is not in the inventory: did you mean pi-2?\nTry: one of pi-1, pi-2\n'],
    [
      ['join', '192.168.0.203'],
      'There is no terminal to ask on, and --name is missing.\nTry: microcloud join 192.168.0.203 --name pi-3\n',
    ],
    [
      ['kubeconfig', '--print', '--use'],
      '--use=true cannot also be provided when using --print\nTry: microcloud kubeconfig --help\n',
    ],
    [
      ['reset', '--confirm', 'hone'],
      '"hone" is not the name of this cluster; nothing was changed.\nTry: its name is home; if you mean another cluster, name its inventory: -i FILE\n',
    ],
    [
      ['doctor', '-i', 'no.yaml'],
      'The inventory no.yaml does not exist.\nTry: microcloud inventory init\n     microcloud inventory check --inventory PATH\n     microcloud doctor pi@192.168.0.201 looks at one machine without an inventory\n',
    ],
    [
      ['init', '-i', 'inventory.yaml', '-i', 'school.yaml'],
      'This command is about one inventory, and there are 2: inventory.yaml, school.yaml\nTry: microcloud init -i inventory.yaml\n     microcloud init -i school.yaml\n',
    ],
    [
      ['doctor', '--fix', '-i', 'inventory.yaml', '-i', 'school.yaml'],
      '--fix works on one inventory at a time\nTry: microcloud doctor --fix -i inventory.yaml\n     microcloud doctor --fix -i school.yaml\n',
    ],
    [
      ['kubeconfig', '--print', '-i', 'inventory.yaml', '-i', 'school.yaml'],
      '--print prints the access to one cluster\nTry: microcloud kubeconfig -i ONE -i OTHER --output both.yaml writes one file with a context for each\n',
    ],
    [
      ['user', 'request', 'Ana.M'],
      'Ana.M cannot be the name of a person: write lower-case letters, digits and hyphens, at most 32: names such as system:admin are those of Kubernetes itself.\nTry: microcloud user request ana-m\n',
    ],
    [['help', 'inti'], 'microcloud has no command "inti".\nTry: microcloud init\n'],
    [['statsu'], 'microcloud has no command "statsu".\nTry: microcloud status\n'],
    [
      ['doctor', '--explain', 'swap.actve'],
      'There is no check "swap.actve": did you mean swap.active?\nTry: one of swap.boot, swap.active\n',
    ],
    [
      ['doctor', '--since', 'yesterday'],
      '--since yesterday is no length of time.\nTry: --since 30min, --since 2h, --since 3d\n',
    ],
    [['jion', 'pi-2'], 'microcloud has no command "jion pi-2".\nTry: microcloud join\n'],
    [
      ['status', '-i', 'no.yaml'],
      'The inventory no.yaml does not exist.\nTry: microcloud inventory init\n     microcloud inventory check --inventory PATH\n',
    ],
  ];
  for (const [args, text] of wrong) {
    it(`say what is wrong with "${args.join(' ')}" and what to type, without a log`, async (t) => {
      const { run } = await setUp(t);
      const { code, stdout, stderr } = await run(...args);
      assert.deepEqual({ code, stdout, stderr }, { code: 2, stdout: '', stderr: text });
    });
  }

  it('status shows nodes that are off, with exit code 1', async (t) => {
    const { run } = await setUp(t);
    const { code, stdout, stderr } = await run('status');
    assert.equal(code, 1);
    assert.equal(stderr, '');
    assert.match(stdout, /^NODE .*\npi-1 .* not reached, see below\npi-2 .* not reached/);
    assert.match(
      stdout,
      /\npi-2: The environment variable NO_PASSWORD is not set; it holds the SSH password of pi\.\nTry: /,
    );
  });

  it('name the host key that nobody is there to trust, and do not stop in the midst of the question', async (t) => {
    const sshd = await startSshd();
    t.after(() => sshd.stop());
    const { run, file } = await setUp(t);
    await writeFile(
      file,
      `cluster: {name: home, distribution: k3s}\nnodes:\n  - {name: pi-1, role: control-plane, address: 127.0.0.1, ssh: {port: ${sshd.port}}}\n`,
    );
    const { code, stdout, stderr } = await run('status');
    assert.deepEqual([code, stderr], [1, '']);
    assert.match(
      stdout,
      /There is no terminal to ask on: The host key of pi-1 .* is ED25519 SHA256:.*\nTry: .* --accept-new-host-keys\n/,
    );
    assert.match((await run('doctor')).stdout, /\[ssh\.hostkey_unknown\]/);
  });

  it('status --json is data alone, and so are its events', async (t) => {
    const { run } = await setUp(t);
    const { code, stdout, stderr } = await run('status', '--json', '--json-events');
    const { ok, cluster, nodes } = JSON.parse(stdout);
    assert.deepEqual([code, ok, cluster.state, nodes.length], [1, false, 'unknown', 2]);
    const kinds = stderr
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).kind);
    assert.deepEqual(kinds, ['connecting', 'connecting', 'failed', 'failed']);
  });

  it('doctor finds nodes that it cannot look at, with exit code 4, and leaves out what is ignored', async (t) => {
    const { run } = await setUp(t);
    const { code, stdout, stderr } = await run('doctor');
    assert.deepEqual([code, stderr], [4, '']);
    assert.match(stdout, /^! pi-1, pi-2: The environment variable NO_PASSWORD is not set.* Try: .* \[ssh\.secret\]\n/);
    const json = JSON.parse((await run('doctor', '--json', '--ignore', 'ssh.secret')).stdout);
    assert.deepEqual([json.ok, json.findings, json.nodes, json.reached], [false, [], 2, 0]);
  });

  it('doctor asks for the password of a machine that takes no key, where there is no inventory', async (t) => {
    const sshd = await startSshd({ config: ['PasswordAuthentication yes'] });
    t.after(() => sshd.stop());
    const { cwd } = await setUp(t);
    const args = ['doctor', `nobody@127.0.0.1:${sshd.port}`, '--accept-new-host-keys'];
    const surroundings = { cwd, env: { HOME: cwd, XDG_STATE_HOME: cwd, SSH_AUTH_SOCK: '' } };
    const { code, stdout } = await microcloudOnTerminal(args, surroundings, [['the SSH password of nobody', 'wrong']]);
    assert.equal(code, 4, stdout);
    assert.match(stdout, /does not let nobody in \(tried: password\).*\[ssh\.auth\]/s);
  });

  it('doctor --explain prints a runbook, and contacts nobody', async (t) => {
    const { run } = await setUp(t);
    const { code, stdout } = await run('doctor', '--explain', 'swap.active', '-i', 'no.yaml');
    assert.equal(code, 0);
    assert.match(stdout, /^## swap\.active\n\n\*\*Swap is on\*\*/);
  });

  it('join leaves no trace in the inventory of a node that it cannot reach', async (t) => {
    const { run, file, cwd } = await setUp(t);
    const { code, stderr } = await run('join', '127.0.0.3', '--name', 'pi-3', '--yes');
    assert.equal(code, 1);
    assert.match(stderr, /^pi-3: The environment variable NO_PASSWORD is not set/);
    assert.match(stderr, /\nNothing was changed\.\nThe log of this run: /);
    assert.equal(await readFile(file, 'utf8'), inventory);
    assert.deepEqual((await readdir(cwd)).sort(), ['inventory.yaml', 'state']);
  });

  it('kubeconfig writes nothing when no control plane answers', async (t) => {
    const { run, cwd } = await setUp(t);
    const { code, stderr } = await run('kubeconfig');
    assert.equal(code, 1);
    assert.match(stderr, /^pi-1: The environment variable NO_PASSWORD is not set/);
    assert.deepEqual((await readdir(cwd)).sort(), ['inventory.yaml', 'state']);
  });

  it('keep logs of dry runs apart from those of runs that change something', async (t) => {
    const { run, cwd } = await setUp(t);
    await run('init', '--dry-run');
    await run('init');
    const logs = (await readdir(join(cwd, 'state', 'microcloud', 'log'))).sort();
    assert.deepEqual(
      logs.map((name) => /T[\d-]{8}-(.*)-\d+\.jsonl$/.exec(name)?.[1]),
      ['init-dry-run', 'init'],
    );
  });

  it('init asks before the first change only when there is one, and says how it ended', async (t) => {
    const { run } = await setUp(t);
    const { code, stderr } = await run('init');
    assert.equal(code, 1);
    assert.match(stderr, /^pi-1: The [\s\S]*\npi-2: The [\s\S]*Nothing was changed\./);
  });
});
