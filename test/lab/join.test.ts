import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { parse, parseDocument } from 'yaml';
import { labDown } from '../../lab/down.ts';
import type { RunningLab } from '../../lab/up.ts';
import { versions } from '../../scripts/from-source/built-versions.ts';
import type { Status } from '../../src/tasks/status-result.ts';
import { freshLab, init, inside, kubectl, microcloud } from '../support/cluster.ts';

const name = 'test-join';
let lab: RunningLab;
let kubeconfig: string;

// A lab of two nodes, of which the inventory knows only the first.
before(async () => {
  const whole = await freshLab(name, 2);
  const inventory = join(whole.directory, 'first.yaml');
  const document = parseDocument(readFileSync(whole.inventory, 'utf8'));
  document.deleteIn(['nodes', 1]);
  writeFileSync(inventory, `# ours\n${document}`);
  lab = { ...whole, inventory };
  kubeconfig = join(lab.directory, 'kube', 'config');
  await init(lab);
});
after(() => labDown({ name }));

const status = async (): Promise<Status> => JSON.parse((await microcloud(lab, ['status', '--json'])).stdout);
const address = () => lab.nodes.find((node) => node.name === 'pi-2')?.address ?? '';

test('status says that nothing is pending on a new cluster, and changes nothing', async () => {
  const { cluster, nodes } = await status();
  assert.equal(cluster.state, 'running');
  assert.deepEqual(
    nodes.map(({ name, kubernetes, ready, changes, problems }) => ({ name, kubernetes, ready, changes, problems })),
    [{ name: 'pi-1', kubernetes: 'v1.37.2', ready: true, changes: [], problems: [] }],
  );
});

test('kubeconfig makes a context that kubectl works with, for its owner only', async () => {
  const { code, stdout, stderr } = await microcloud(lab, ['kubeconfig', '--output', kubeconfig]);
  assert.deepEqual([code, stderr], [0, '']);
  const type = stdout.split('Next: ')[1]?.trim().split(' ') ?? [];
  assert.match(execFileSync(type[0] ?? '', type.slice(1), { encoding: 'utf8' }), /^pi-1 +Ready/m);
  assert.equal(statSync(kubeconfig).mode & 0o777, 0o600);
  const config = parse(readFileSync(kubeconfig, 'utf8'));
  assert.equal(config['current-context'], name);
  assert.deepEqual(config.contexts, [{ context: { cluster: name, user: `${name}-admin` }, name }]);
  assert.ok(!stdout.includes(config.users[0].user['client-key-data']));
});

test('kubeconfig --json has the key only with --print', async () => {
  const key = parse(readFileSync(kubeconfig, 'utf8')).users[0].user['client-key-data'];
  const written = await microcloud(lab, ['kubeconfig', '--json', '--output', kubeconfig]);
  assert.ok(!written.stdout.includes(key));
  const printed = await microcloud(lab, ['kubeconfig', '--json', '--print']);
  assert.equal(parse(JSON.parse(printed.stdout).kubeconfig).users[0].user['client-key-data'], key);
});

test('join plans a new machine and leaves the inventory as it is in a dry run', async () => {
  const before = readFileSync(lab.inventory, 'utf8');
  const args = ['join', address(), '--name', 'pi-2', '--dry-run', '--accept-new-host-keys'];
  const { code, stdout } = await microcloud(lab, args);
  assert.equal(code, 0);
  assert.match(stdout, /\* pi-2: Join the cluster "test-join" as a worker/);
  assert.match(stdout, /\* pi-1: Change \/etc\/hosts/);
  assert.equal(readFileSync(lab.inventory, 'utf8'), before);
  assert.doesNotMatch(await inside(lab, 'pi-1', 'cat /etc/hosts'), /pi-2/);
});

test('join makes it a Ready node that the others know by name, and writes it down', { timeout: 400_000 }, async () => {
  const before = readFileSync(lab.inventory, 'utf8');
  const args = ['join', address(), '--name', 'pi-2', '--yes', '--accept-new-host-keys'];
  const { code, stderr } = await microcloud(lab, args);
  assert.equal(code, 0, stderr);
  assert.match(stderr, /^Added pi-2 to /);
  assert.match(await kubectl(lab, 'get nodes --no-headers'), /^pi-1 +Ready .*\npi-2 +Ready /);
  assert.match(await inside(lab, 'pi-1', 'cat /etc/hosts'), new RegExp(`${address().replaceAll('.', '\\.')}\tpi-2`));
  const after = readFileSync(lab.inventory, 'utf8');
  assert.ok(after.startsWith(before.trimEnd()));
  assert.deepEqual(parse(after).nodes.at(-1), { name: 'pi-2', address: address() });
});

test('join has nothing more to do for a node that is in the cluster, nor for the others', async () => {
  const { code, stderr } = await microcloud(lab, ['join', 'pi-2']);
  assert.equal(code, 0, stderr);
  assert.match(stderr, /2 of 2 nodes as the inventory says; nothing to do\.\n$/);
  assert.deepEqual(
    (await status()).nodes.map(({ changes }) => changes),
    [[], []],
  );
});

test('status shows what somebody undid, and a node that was taken out of the inventory', async () => {
  await inside(lab, 'pi-1', 'rm /etc/sysctl.d/90-microcloud.conf');
  const document = parseDocument(readFileSync(lab.inventory, 'utf8'));
  document.deleteIn(['nodes', 1]);
  writeFileSync(lab.inventory, String(document));
  const { code, stdout } = await microcloud(lab, ['status']);
  assert.equal(code, 1);
  assert.match(stdout, /^pi-1 .* yes +\d changes?$/m);
  assert.match(stdout, new RegExp(`^pi-2 +- +- +- +${versions.kubernetes} +yes +not in the inventory$`, 'm'));
});
