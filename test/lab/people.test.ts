import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, globSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { parse, stringify } from 'yaml';
import { labDown } from '../../lab/down.ts';
import type { RunningLab } from '../../lab/up.ts';
import { versions } from '../../scripts/from-source/built-versions.ts';
import type { Admitted } from '../../src/tasks/people/admit-person.ts';
import type { PeopleList } from '../../src/tasks/people/list-people.ts';
import { freshLab, init, inside, kubectl, microcloud, nothingToDo } from '../support/cluster.ts';
import type { Item } from '../support/cluster-answer.ts';
import { until } from '../support/until.ts';

const exec = promisify(execFile);
const name = 'test-people';
const image = `registry.k8s.io/pause:${versions.pause}`;
let lab: RunningLab;
/** What people get, and the inventory. */
const fileOf = (file: string) => join(lab.directory, file);
before(async () => {
  lab = await freshLab(name, 2);
  await init(lab);
});
after(() => labDown({ name }));

/** kubectl of this machine, with a person's kubeconfig and nothing else. */
async function as(file: string, args: readonly string[], input?: Item): Promise<string> {
  const asking = exec('kubectl', ['--kubeconfig', fileOf(file), ...args], {
    env: { PATH: process.env.PATH, HOME: lab.directory },
  });
  asking.child.stdin?.end(input === undefined ? undefined : JSON.stringify(input));
  return (await asking).stdout;
}

const apply = (file: string, item: Item) => as(file, ['apply', '-f', '-'], item);
const pod = (podName: string, spec: Item = {}): Item => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: podName },
  spec: { terminationGracePeriodSeconds: 0, containers: [{ name: 'a', image, ...spec.container }], ...spec.pod },
});
const service = (ports: number): Item => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: `of-${ports}` },
  spec: {
    type: 'NodePort',
    selector: { app: 'a' },
    ports: Array.from({ length: ports }, (_, index) => ({ name: `p${index}`, port: 80 + index })),
  },
});

async function user(...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await microcloud(lab, ['user', ...args]);
  assert.equal(code, 0, `user ${args.join(' ')}: ${stderr}${stdout}`);
  return stdout + stderr;
}

test('user add shows what it would make, and changes nothing in a dry run', async () => {
  const before = readFileSync(lab.inventory, 'utf8');
  const shown = await user('add', 'ismael', '--namespace', 'wiki', '--output', fileOf('ismael.yaml'), '--dry-run');
  assert.match(
    shown,
    /\* Make the namespace wiki \(1 cpu, 512 MiB of memory, 10 pods, 5 GiB of volumes, 2 ports in Cloudy\)/,
  );
  assert.match(shown, /\* Let ismael edit wiki/);
  assert.match(shown, /ismael may edit wiki until \d+ \w+ \d{4}, by /);
  assert.equal(readFileSync(lab.inventory, 'utf8'), before);
  assert.ok(!existsSync(fileOf('ismael.yaml')));
  assert.doesNotMatch(await kubectl(lab, 'get namespaces'), /wiki/);
});

test('user add makes a namespace and a kubeconfig for its owner only, and says what does not protect', async () => {
  const said = await user('add', 'ismael', '--namespace', 'wiki', '--output', fileOf('ismael.yaml'), '--yes');
  assert.match(said, /enforces no network policies/);
  assert.equal(statSync(fileOf('ismael.yaml')).mode & 0o777, 0o600);
  assert.deepEqual(parse(readFileSync(lab.inventory, 'utf8')).people, [
    { name: 'ismael', namespaces: { wiki: 'edit' } },
  ]);
  assert.match(await as('ismael.yaml', ['config', 'current-context']), /^test-people-ismael$/m);
  assert.equal(await kubectl(lab, 'get csr -o name').then((text) => text.includes('ismael')), false);
});

test('the person may use the own namespace, and nothing else', async () => {
  assert.match(await as('ismael.yaml', ['auth', 'whoami']), /ismael[\s\S]*microcloud:ismael:[0-9a-f]{8}/);
  assert.equal(await as('ismael.yaml', ['get', 'pods']), '');
  assert.match(await as('ismael.yaml', ['get', 'resourcequota', 'microcloud']), /pods: 0\/10/);
  for (const args of [
    ['get', 'nodes'],
    ['get', 'namespaces'],
    ['-n', 'default', 'get', 'pods'],
    ['-n', 'kube-system', 'get', 'configmaps'],
    ['delete', 'resourcequota', 'microcloud'],
    ['label', 'namespace', 'wiki', 'pod-security.kubernetes.io/enforce=privileged', '--overwrite'],
    ['get', 'csr'],
    ['create', 'rolebinding', 'more', '--clusterrole=admin', '--user=ana'],
  ]) {
    await assert.rejects(as('ismael.yaml', args), /Forbidden|forbidden/, args.join(' '));
  }
});

test('pods without amounts get them, and pods that reach out of their namespace are refused', async () => {
  // The account of a namespace comes a moment after the namespace.
  await until(() => apply('ismael.yaml', pod('plain')), 20);
  const { spec } = JSON.parse(await as('ismael.yaml', ['get', 'pod', 'plain', '-o', 'json'])) as Item;
  assert.deepEqual(spec.containers[0].resources, {
    limits: { memory: '128Mi' },
    requests: { cpu: '50m', memory: '64Mi' },
  });
  const rows: readonly (readonly [Item, RegExp])[] = [
    [
      pod('bad', { container: { securityContext: { privileged: true } } }),
      /violates PodSecurity "baseline:latest": privileged/,
    ],
    [pod('bad', { pod: { volumes: [{ name: 'v', hostPath: { path: '/' } }] } }), /hostPath volumes/],
    [pod('bad', { container: { ports: [{ containerPort: 22, hostPort: 22 }] } }), /hostPort/],
    [pod('bad', { pod: { hostNetwork: true } }), /host namespaces/],
    [pod('bad', { pod: { nodeName: 'pi-2' } }), /The cluster chooses the node: leave nodeName out/],
    [
      pod('bad', { container: { resources: { limits: { memory: '1Gi' } } } }),
      /exceeded quota: microcloud, requested: limits\.memory=1Gi/,
    ],
  ];
  for (const [item, sentence] of rows) await assert.rejects(apply('ismael.yaml', item), sentence);
  // As the owner makes it.
  await assert.doesNotReject(
    kubectl(lab, `-n wiki run owners --image=${image} --dry-run=server --overrides='{"spec":{"nodeName":"pi-2"}}'`),
  );
});

test('the quota counts ports as Cloudy does, and the next one is refused in its words', async () => {
  await apply('ismael.yaml', service(2));
  await assert.rejects(
    apply('ismael.yaml', service(1)),
    /exceeded quota: microcloud, requested: services\.nodeports=1, used: services\.nodeports=2, limited: services\.nodeports=2/,
  );
  const { people } = JSON.parse(await user('list', '--json')) as PeopleList;
  assert.deepEqual(
    people.map(({ name: one, namespaces }) => [one, namespaces[0]?.usage?.used['services.nodeports']]),
    [['ismael', '2']],
  );
  assert.match(await user('list'), /^ismael +wiki +edit +1\/10 +128Mi\/512Mi +2\/2 +\d+ \w+ \d{4}$/m);
  const own = { ...service(1), spec: { ...service(1).spec, type: 'ClusterIP', externalIPs: ['172.29.0.1'] } };
  await assert.rejects(apply('ismael.yaml', own), /A Service here has no externalIPs/);
});

test('a second init has nothing to do, in one exec a node', () => nothingToDo(lab, ['pi-1', 'pi-2']));

test('init puts back what somebody took, and touches nothing of what the person made', async () => {
  await kubectl(lab, '-n wiki delete rolebinding microcloud-ismael');
  await assert.rejects(as('ismael.yaml', ['get', 'pods']), /Forbidden/);
  const { nodes } = await init(lab);
  assert.ok(nodes.length > 0);
  assert.match(await as('ismael.yaml', ['get', 'pods']), /^plain /m);
});

test('user renew writes a file that works, and the earlier one still ends at its own end', async () => {
  renameSync(fileOf('ismael.yaml'), fileOf('first.yaml'));
  const { until: end, file } = JSON.parse(
    await user('renew', 'ismael', '--days', '10', '--output', fileOf('ismael.yaml'), '--yes', '--json'),
  ) as Admitted;
  assert.equal(file, fileOf('ismael.yaml'));
  assert.ok(Math.abs(Date.parse(end) - Date.now() - 10 * 86_400_000) < 600_000, end);
  for (const one of ['first.yaml', 'ismael.yaml']) assert.match(await as(one, ['get', 'pods']), /^plain /m);
  const { stdout } = await microcloud(lab, ['doctor', '--json']);
  const ids = JSON.parse(stdout).findings.map(({ id }: { id: string }) => id);
  assert.ok(ids.includes('people.expiry'), `${ids}`);
  assert.ok(ids.includes('policy.unenforced'), `${ids}`);
});

test('doctor names what was in a namespace before its policies', async () => {
  await kubectl(lab, 'create namespace old');
  await until(() => kubectl(lab, '-n old get serviceaccount default'), 20);
  await kubectl(lab, `-n old run tool --image=${image} --overrides='{"spec":{"hostNetwork":true}}'`);
  await kubectl(lab, '-n old create service clusterip caught --tcp=80');
  await kubectl(lab, `-n old patch service caught -p '{"spec":{"externalIPs":["192.0.2.1"]}}'`);
  await user('add', 'ana', '--namespace', 'old', '--output', fileOf('ana.yaml'), '--yes');
  const { stdout } = await microcloud(lab, ['doctor', '--json']);
  const found: readonly { readonly id: string; readonly what: string }[] = JSON.parse(stdout).findings;
  const [caught, tool, ...others] = found.filter(({ id }) => id === 'policy.violations').map(({ what }) => what);
  assert.match(caught ?? '', /^Service old\/caught breaks a policy: A Service here has no externalIPs/);
  assert.equal(tool, 'Pods of old do what its level of Pod Security, baseline, does not allow: tool: host namespaces');
  assert.deepEqual(others, []);
  assert.doesNotMatch(await kubectl(lab, '-n old get service caught -o yaml'), /microcloud\.cloudy\/asked/);
  await user('remove', 'ana', '--confirm', 'ana');
});

test('a key may stay where the person is', async () => {
  const { stdout } = await exec(
    process.execPath,
    [join(import.meta.dirname, '../../bin/run.js'), 'user', 'request', 'joan'],
    { cwd: lab.directory },
  );
  assert.match(stdout, /^-----BEGIN CERTIFICATE REQUEST-----/);
  assert.equal(statSync(fileOf('joan.key')).mode & 0o777, 0o600);
  const csr = fileOf('joan.csr');
  writeFileSync(csr, stdout);
  await assert.rejects(
    user('add', 'ana', '--csr', csr, '--yes', '--output', fileOf('ana.yaml')),
    /is a request of joan, not of ana/,
  );
  await user(
    'add',
    'joan',
    '--namespace',
    'wiki',
    '--role',
    'view',
    '--csr',
    csr,
    '--yes',
    '--output',
    fileOf('joan.yaml'),
  );
  assert.doesNotMatch(readFileSync(fileOf('joan.yaml'), 'utf8'), /client-key-data/);
  assert.match(await as('joan.yaml', ['get', 'pods']), /^plain /m);
  await assert.rejects(as('joan.yaml', ['delete', 'pod', 'plain']), /Forbidden/);
});

test('a request for another group than the person has is refused, and the right one renews the file', async () => {
  const group = (await as('joan.yaml', ['auth', 'whoami'])).match(/microcloud:joan:[0-9a-f]{8}/)?.[0] ?? '';
  const asking = async (key: string, ...more: readonly string[]) => {
    const program = join(import.meta.dirname, '../../bin/run.js');
    const args = [program, 'user', 'request', 'joan', '--key', key, ...more];
    const { stdout } = await exec(process.execPath, args, { cwd: lab.directory });
    writeFileSync(fileOf(`${key}.csr`), stdout);
    return fileOf(`${key}.csr`);
  };
  const renew = (csr: string) => user('renew', 'joan', '--csr', csr, '--yes', '--output', fileOf('joan-2.yaml'));
  await assert.rejects(asking('joan-1.key', '--group', 'system:masters'), /system:masters is no group of joan/);
  const other = await asking('joan-2.key');
  await assert.rejects(renew(other), new RegExp(`has another group in the cluster, ${group}`));
  assert.match(await as('joan.yaml', ['get', 'pods']), /^plain /m);
  await renew(await asking('joan-3.key', '--group', group));
  renameSync(fileOf('joan-3.key'), fileOf('joan.key'));
  assert.match(await as('joan-2.yaml', ['get', 'pods']), /^plain /m);
});

test('user remove refuses the next request, tells what would still let somebody in, and keeps what others have', async () => {
  await as('ismael.yaml', ['create', 'serviceaccount', 'robot']);
  await user('remove', 'joan', '--confirm', 'joan');
  await assert.rejects(as('joan-2.yaml', ['get', 'pods']), /Forbidden/);
  const again = ['--namespace', 'wiki', '--role', 'view', '--csr', fileOf('joan.csr'), '--yes'];
  await assert.rejects(
    user('add', 'joan', ...again, '--output', fileOf('back.yaml')),
    /certificates had this group before/,
  );
  await assert.rejects(as('joan-2.yaml', ['get', 'pods']), /Forbidden/);
  const shown = await user('remove', 'ismael', '--keep-namespace', '--dry-run');
  assert.match(shown, /In wiki: 1 Pod, 1 Service, 1 ServiceAccount\./);
  assert.match(shown, /These would still let somebody in: ServiceAccount wiki\/robot\./);
  const said = await user('remove', 'ismael', '--keep-namespace', '--delete-keys', '--confirm', 'ismael');
  assert.match(said, /ismael has no access any more/);
  for (const one of ['first.yaml', 'ismael.yaml']) await assert.rejects(as(one, ['get', 'pods']), /Forbidden/);
  assert.match(await kubectl(lab, '-n wiki get pods,resourcequota'), /pod\/plain[\s\S]*resourcequota\/microcloud/);
  assert.doesNotMatch(await kubectl(lab, '-n wiki get serviceaccounts'), /robot/);
  assert.equal(parse(readFileSync(lab.inventory, 'utf8')).people, undefined);
});

test('who comes back with the same name needs the new file: the old ones stay dead', async () => {
  await user('add', 'ismael', '--namespace', 'wiki', '--output', fileOf('again.yaml'), '--yes');
  assert.match(await as('again.yaml', ['get', 'pods']), /^plain /m);
  for (const one of ['first.yaml', 'ismael.yaml']) await assert.rejects(as(one, ['get', 'pods']), /Forbidden/);
});

test('no key is in an argument, a log or on the disk of a node', async () => {
  const keys = ['first.yaml', 'ismael.yaml', 'again.yaml'].map((file) => {
    const [{ user: one }] = parse(readFileSync(fileOf(file), 'utf8')).users;
    return [one['client-key-data'], Buffer.from(one['client-key-data'], 'base64').toString().split('\n')[1]] as const;
  });
  const logs = globSync(join(lab.directory, 'home/state/**/*'), { withFileTypes: true }).filter((one) => one.isFile());
  assert.ok(logs.length > 0);
  const texts = logs.map(({ parentPath, name: file }) => readFileSync(join(parentPath, file), 'utf8'));
  for (const part of keys.flat()) {
    assert.ok(part);
    assert.ok(
      texts.every((text) => !text.includes(part)),
      'a log has a key',
    );
    for (const node of ['pi-1', 'pi-2']) {
      const found = await inside(
        lab,
        node,
        `grep -rlsF -- '${part}' /etc /run /root /home /var /opt /tmp 2>/dev/null || :`,
      );
      assert.equal(found, '', `${node} has a key`);
    }
  }
});

test('user remove takes the namespace and all that is in it, and leaves the cluster as it was', async () => {
  await user('remove', 'ismael', '--confirm', 'ismael');
  assert.doesNotMatch(await kubectl(lab, 'get namespaces'), /wiki/);
  assert.equal(
    await kubectl(
      lab,
      'get validatingadmissionpolicies,rolebindings,configmaps -A -o name -l microcloud.cloudy/person',
    ),
    '',
  );
  assert.equal(await kubectl(lab, 'get validatingadmissionpolicies -o name'), '');
  await nothingToDo(lab, ['pi-1', 'pi-2']);
});

test('twenty people are planned in one exec, and cost the next init no more', async (t) => {
  const file = parse(readFileSync(lab.inventory, 'utf8'));
  const people = Array.from({ length: 20 }, (_, index) => ({ name: `person-${index}`, quota: 'medium' }));
  const crowd = { ...lab, inventory: fileOf('crowd.yaml') };
  writeFileSync(crowd.inventory, stringify({ ...file, people }));
  const started = performance.now();
  await init(crowd);
  const made = performance.now();
  await nothingToDo(crowd, ['pi-1', 'pi-2']);
  const converged = performance.now();
  t.diagnostic(`20 people: made in ${Math.round(made - started)} ms, converged in ${Math.round(converged - made)} ms`);
});
