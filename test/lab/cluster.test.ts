import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { labDown } from '../../lab/down.ts';
import { filesOf, passwordIn } from '../../lab/state.ts';
import type { RunningLab } from '../../lab/up.ts';
import { versions } from '../../scripts/from-source/built-versions.ts';
import { changeCards, flash, takeAway } from '../support/cards.ts';
import {
  freshLab,
  init,
  inside,
  kubectl,
  microcloud,
  nothingToDo,
  start,
  traces,
  until,
  withInventory,
} from '../support/cluster.ts';

const name = 'test-cluster';
const nodes = ['pi-1', 'pi-2', 'pi-3'];
let lab: RunningLab;
before(async () => {
  lab = await freshLab(name);
});
after(() => labDown({ name }));

// As kubeadm's tokens look.
const bootstrapToken = /\b[a-z0-9]{6}\.[a-z0-9]{16}\b/;

const allTraces = () => Promise.all(nodes.map((node) => traces(lab, node)));

test('it plans fresh nodes and changes nothing in a dry run', async () => {
  const before = await allTraces();
  const { code, stdout } = await microcloud(lab, ['init', '--dry-run', '--accept-new-host-keys']);
  assert.equal(code, 0);
  for (const part of [
    'Change /etc/hostname',
    '-raspberrypi',
    '+pi-1',
    'cgroup_enable=memory',
    'Create the cluster',
    'Join the cluster',
  ])
    assert.ok(stdout.includes(part), `${part} is missing in:\n${stdout}`);
  assert.deepEqual(await allTraces(), before);
});

test('it makes three fresh nodes a cluster, and no secret is seen on the way', { timeout: 600_000 }, async () => {
  for (const node of nodes) await inside(lab, node, watchProcesses);
  const result = await init(lab);
  assert.deepEqual(
    result.nodes.map(({ state }) => state),
    ['converged', 'converged', 'converged'],
  );
  assert.match(
    await kubectl(lab, 'get nodes --no-headers'),
    new RegExp(`^pi-1 +Ready +control-plane.*\\npi-2 +Ready .*\\npi-3 +Ready .*${versions.kubernetes}\\n$`),
  );
  assert.match(await kubectl(lab, '-n kube-system get deployment coredns --no-headers'), / 2\/2 /);

  const shown = [JSON.stringify(result), ...logs()];
  const seen = await Promise.all(nodes.map((node) => inside(lab, node, 'cat /var/log/processes')));
  const everything = [...shown, ...seen].join('\n');
  assert.ok(
    seen.every((text) => text.includes('kubeadm') && text.includes('sh -s')),
    'the watch saw the run',
  );
  assert.ok(!everything.includes(await adminKey()));
  assert.ok(!everything.includes(await passwordIn(filesOf(lab.directory))));
  assert.doesNotMatch(everything, bootstrapToken);
});

test('it leaves no token behind, and no secret in a file that others can read', async () => {
  assert.equal(await leftTokens(), '');
  for (const node of nodes) {
    const readable = await inside(
      lab,
      node,
      `find / -xdev \\( -path /proc -o -path /sys -o -path /usr -o -path /var/lib/containerd \\) -prune -o -type f -perm -o=r -size -1000k -newer /etc/machine-id -print0 | xargs -0 grep -lE '(client-key-data: |PRIVATE KEY-----|\\b[a-z0-9]{6}\\.[a-z0-9]{16}\\b)' 2>/dev/null || :`,
    );
    assert.equal(readable.replaceAll(/^\/(etc\/ssl|var\/lib\/(dpkg|apt|docker)).*\n/gm, ''), '');
  }
});

test('it says "nothing to do" with one exec a node, touches no file and restarts no service', async () => {
  for (const node of nodes) await inside(lab, node, forgetProcesses);
  await nothingToDo(lab, nodes);
});

test('it answers a NodePort on every node', { timeout: 300_000 }, async () => {
  const manifest = readFileSync(new URL('../fixtures/kubernetes/page.yaml', import.meta.url), 'utf8');
  await inside(lab, 'pi-1', `echo ${Buffer.from(manifest).toString('base64')} | base64 -d >/run/page.yaml`);
  await kubectl(lab, 'apply -f /run/page.yaml');
  await kubectl(lab, 'rollout status deployment/page --timeout=90s');
  await pageEverywhere();
});

test('it survives a reboot of a worker with its name, its address and its place', { timeout: 300_000 }, async () => {
  const boot = 'cat /proc/sys/kernel/random/boot_id';
  const before = await inside(lab, 'pi-2', boot);
  await inside(lab, 'pi-2', 'systemctl reboot').catch(() => '');
  await until(async () => (await inside(lab, 'pi-2', boot)) !== before);
  assert.equal((await init(lab)).ok, true);
  assert.match(
    await inside(lab, 'pi-2', 'hostname; ip -br -4 address show eth0; cat /etc/hosts'),
    /^pi-2\neth0@\S+ .* 172\.29\.\d+\.12\/24 [\s\S]*\tpi-3\n/,
  );
  await pageEverywhere();
});

test('it takes a worker back that was made anew, after its changed host key was refused', {
  timeout: 400_000,
}, async () => {
  const forgotten = readFileSync(join(lab.directory, 'home', '.ssh', 'known_hosts'), 'utf8');
  await changeCards(lab, 'pi-3');
  const refused = await microcloud(lab, ['init', '--yes', '--accept-new-host-keys']);
  assert.equal(refused.code, 1);
  assert.match(refused.stderr, /pi-3[\s\S]*known_hosts:\d+/);
  const advice = [...refused.stderr.matchAll(/ssh-keygen .*$/gm)].map(([line]) => line);
  assert.ok(advice.length > 0, refused.stderr);
  for (const line of advice) execFileSync('sh', ['-c', line], { stdio: 'ignore' });
  assert.notEqual(readFileSync(join(lab.directory, 'home', '.ssh', 'known_hosts'), 'utf8'), forgotten);
  await init(lab);
  assert.match(await kubectl(lab, 'get node pi-3 --no-headers'), / Ready /);
});

test('it goes on where it stopped when it is killed at ten points', { timeout: 1_200_000 }, async () => {
  lab = await freshLab(name);
  const killedAt: string[] = [];
  for (const point of points) {
    const run = start(lab, ['init', '--yes', '--json-events', '--accept-new-host-keys'], ({ kind, phase }) => {
      if (kind !== 'change' || phase !== point) return;
      if (killedAt.at(-1) !== point) killedAt.push(point);
      run.kill();
    });
    const { stderr } = await run.ended;
    assert.equal(killedAt.at(-1), point, stderr);
  }
  assert.equal((await init(lab)).ok, true);
  assert.match(await kubectl(lab, 'get nodes --no-headers'), /pi-1 +Ready [\s\S]*pi-2 +Ready [\s\S]*pi-3 +Ready /);
});

test('it removes a node that is off: the cluster forgets it, and it is said what is left', {
  timeout: 200_000,
}, async () => {
  takeAway(lab, 'pi-3');
  const copy = await withInventory(lab, 'without', (file) => file);
  const { code, stderr } = await microcloud(copy, ['remove', 'pi-3', '--yes']);
  assert.equal(code, 0, stderr);
  assert.match(stderr, /^pi-3: forgotten by the cluster\. Everything is still on its card: flash it/m);
  assert.match(stderr, /0 of 1 node clean, 1 forgotten/);
  assert.doesNotMatch(await kubectl(lab, 'get nodes --no-headers'), /pi-3/);
  assert.doesNotMatch(readFileSync(copy.inventory, 'utf8'), /pi-3/);
  assert.match((await microcloud(copy, ['init', '--yes'])).stderr, /2 of 2 nodes as the inventory says; nothing to do/);
});

test('it says that a cluster is lost whose only control plane was made anew, and replaces it', {
  timeout: 600_000,
}, async () => {
  const copy = { ...lab, inventory: join(lab.directory, 'without.yaml') };
  await flash({ ...lab, nodes: lab.nodes.slice(0, 2) }, 'pi-1');
  const refused = await microcloud(copy, ['init', '--yes', '--accept-new-host-keys']);
  assert.equal(refused.code, 1);
  assert.match(refused.stderr, /^pi-1: pi-2 belongs to a cluster that pi-1 does not have \(any more\)\.$/m);
  await init(copy, '--replace');
  assert.match(await kubectl(lab, 'get nodes --no-headers'), /^pi-1 +Ready .*\npi-2 +Ready .*\n$/);
});

const points = [
  'identity',
  'network',
  'kernel',
  'reboot',
  'packages',
  'runtime',
  'kubernetes',
  'create',
  'addons',
  'join',
];

async function leftTokens(): Promise<string> {
  const secrets = '-n kube-system get secrets --field-selector type=bootstrap.kubernetes.io/token';
  return (await kubectl(lab, `${secrets} -o jsonpath='{.items[*].data.token-secret}'`)).trim();
}

async function adminKey(): Promise<string> {
  return (await inside(lab, 'pi-1', "sed -n 's/.*client-key-data: //p' /etc/kubernetes/admin.conf")).trim();
}

function logs(): readonly string[] {
  const folder = join(lab.directory, 'home', 'state', 'microcloud', 'log');
  return readdirSync(folder).map((file) => readFileSync(join(folder, file), 'utf8'));
}

/** Fetches the page from each node's port. */
async function pageEverywhere(): Promise<void> {
  for (const { address } of lab.nodes) {
    // The static addresses of a lab's nodes end in 11, 12, …, those from DHCP in 101, 102, …
    const url = `http://${address.replace(/\d+$/, (last) => String(Number(last) - 90))}:30080/health`;
    await until(async () => (await (await fetch(url, { signal: AbortSignal.timeout(3000) })).text()) === 'OK');
  }
}

/** A service, so that it is there after the reboot too. */
const watchProcesses = `cat >/etc/systemd/system/watch.service <<'EOF'
[Service]
UMask=0077
ExecStart=/bin/sh -c 'while :; do cat /proc/[0-9]*/cmdline 2>/dev/null | tr "\\\\0" " "; sleep 0.1; done >>/var/log/processes'
[Install]
WantedBy=multi-user.target
EOF
systemctl daemon-reload; systemctl enable --now watch.service`;

const forgetProcesses = 'systemctl disable --now watch.service; rm /etc/systemd/system/watch.service';
