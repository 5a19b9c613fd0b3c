// Measures what one look at the cluster costs a control plane, with and without addons and people: processor time of
// kubectl and of the API. A real API with its database answers; simulated nodes are not needed.
import { execFile, execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { questionsOf } from '../src/engine/compile.ts';
import type { Scope } from '../src/engine/model.ts';
import { factsOf } from '../src/engine/plan.ts';
import { getBatches } from '../src/facts/cluster/kubectl-get.ts';
import { personOf } from '../src/inventory/people.ts';
import { loadRun } from '../src/steps/phases.ts';
import { clusterAnswer, type Item } from '../test/support/cluster-answer.ts';
import { KubernetesApi } from '../test/support/kubernetes-api.ts';
import { deployed } from '../test/support/managed-objects.ts';
import { makeScope } from '../test/support/plan.ts';
import { median } from './measure.ts';

const exec = promisify(execFile);
const runs = 11;
const directory = await mkdtemp(join(tmpdir(), 'microcloud-bench-'));
const file = join(directory, 'admin.conf');
const api = await KubernetesApi.start(join(directory, 'api'));
const phases = await loadRun();

const plain = makeScope({ at: 'pi-1' });
const full = makeScope({
  at: 'pi-1',
  people: ['ismael', 'ana', 'joan'].map((name) => personOf({ name })),
  cluster: {
    addons: { metrics: true, storage: true, ingress: true, monitoring: { node: 'pi-2' }, nfs: { node: 'pi-2' } },
  },
});

/** Makes a script with the questions that `init` asks about the cluster, for the API on this machine. */
function question(scope: Scope): string {
  const batch = getBatches.kubeadm;
  const asked = questionsOf(factsOf(phases, scope)).find(
    ({ facts: [one] }) => one && 'batch' in one.ask && one.ask.batch === batch,
  );
  return `clock=0; ${asked?.script.wire ?? ''}`.replaceAll('/etc/kubernetes/admin.conf', file);
}

/** Steps that change what kubeadm made, and deploy no objects of their own. Any other step that fails ends the run. */
const deployNothing = ['cluster.kube_proxy'];

/** Creates in the API what the steps of this inventory deploy. */
async function deploy(scope: Scope): Promise<void> {
  const steps = phases.filter(({ name }) => name === 'addons' || name === 'people').flatMap((phase) => phase.steps);
  const own = steps.filter(
    ({ id, on, only = 'kubeadm' }) => on === 'leader' && only === 'kubeadm' && !deployNothing.includes(id),
  );
  const items = own.flatMap((step) => {
    const answers = step.id === 'people.access' ? { state: clusterAnswer(), random: 'c0ffee00' } : {};
    return deployed(step, scope, answers);
  });
  const bare = items.map(
    ({ metadata: { uid: _u, managedFields: _m, creationTimestamp: _c, ...metadata }, ...item }) => ({
      ...item,
      metadata,
    }),
  );
  const rank = ({ kind }: Item) => (kind === 'Namespace' ? 0 : 1);
  const list = { apiVersion: 'v1', kind: 'List', items: bare.toSorted((a, b) => rank(a) - rank(b)) };
  const applying = exec('kubectl', ['--kubeconfig', file, 'apply', '--server-side', '--force-conflicts', '-f', '-']);
  applying.child.stdin?.end(JSON.stringify(list));
  await applying;
}

/** Returns the processor time of the API so far, in milliseconds. */
function apiTime(): number {
  const pid = execFileSync('pgrep', ['-P', `${process.pid}`, 'kube-apiserver'], { encoding: 'utf8' }).trim();
  const [user = 0, system = 0] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(' ').slice(13, 15).map(Number);
  return (user + system) * 10;
}

async function look(
  script: string,
): Promise<{ readonly kubectl: number; readonly api: number; readonly bytes: number }> {
  const before = apiTime();
  // bash prints the processor time of its children.
  const { stdout } = await exec('bash', [
    '-c',
    `( ${script}\n) >${directory}/out 2>&1; times; wc -c <${directory}/out`,
  ]);
  const [, children = '', bytes = ''] = stdout.trim().split('\n');
  const seconds = [...children.matchAll(/(\d+)m([\d.]+)s/g)].map(
    ([, minutes, rest]) => Number(minutes) * 60 + Number(rest),
  );
  return { kubectl: 1000 * seconds.reduce((sum, one) => sum + one, 0), api: apiTime() - before, bytes: Number(bytes) };
}

try {
  await api.writeAccess(file);
  for (const [title, scope] of [
    ['without', plain],
    ['with everything', full],
  ] as const) {
    await deploy(scope);
    const script = question(scope);
    const looks: Awaited<ReturnType<typeof look>>[] = [];
    for (let run = 0; run < runs; run++) looks.push(await look(script));
    const of = (key: 'kubectl' | 'api' | 'bytes') => Math.round(median(looks.map((one) => one[key])));
    console.log(
      `${title}: kubectl ${of('kubectl')} ms, API ${of('api')} ms of processor, ${of('bytes')} bytes of answers`,
    );
  }
} finally {
  await api.stop();
  await rm(directory, { recursive: true });
}
