import type { TestContext } from 'node:test';
import { listAddons } from '../../src/cli/page-addons.ts';
import type { LiveState } from '../../src/cli/page-live.ts';
import type { ChangeState, ShownPlan } from '../../src/screen/change-state.ts';
import type { DoctorJson } from '../../src/screen/doctor-json.ts';
import type { PeopleList } from '../../src/tasks/people/list-people.ts';
import type { PublisherReport } from '../../src/tasks/publisher-status.ts';
import type { Status } from '../../src/tasks/status-result.ts';
import { createEventStream } from '../../src/ui/event-stream.ts';
import type { Question } from '../../src/ui/open-questions.ts';
import { readPageFiles } from '../../src/ui/page-files.ts';
import { servePage } from '../../src/ui/page-server.ts';
import { threeNodes } from './survey.ts';

const idle = { changes: [], reboot: false, problems: [], waits: [] } as const;
const board = { system: 'debian 13', architecture: 'arm64', kubernetes: 'v1.37.2', certificatesEnd: '2027-11-30' };

/** A cluster with everything that the page can show: what is fine, what waits, and what is wrong. */
const status: Status = {
  cluster: {
    ...{ name: 'home', distribution: 'kubeadm', version: '1.37.2', endpoint: '192.168.0.201:6443' },
    ...{ podNetwork: '10.244.0.0/16', state: 'running' },
  },
  nodes: [
    {
      ...{ ...idle, ...board, name: 'pi-1', role: 'control-plane', address: '192.168.0.201', ready: true },
      vitals: {
        ...{ celsius: 81, memory: { total: 1848, available: 300 }, load: 3.2, cores: 4 },
        throttling: { now: ['weak power'], before: [] },
      },
    },
    {
      ...{ ...idle, ...board, name: 'pi-2', role: 'worker', address: '192.168.0.202', ready: false },
      reason: 'kubelet stopped posting node status',
      vitals: { celsius: 45, memory: { total: 3796, available: 3000 }, load: 0.1, cores: 4 },
      problems: [{ id: 'kernel.modules', summary: 'Its disk is full.', hint: 'sudo apt-get clean' }],
      waits: [{ id: 'apt.busy', summary: 'apt is held by unattended-upgrades' }],
    },
    {
      ...{ ...idle, name: 'pi-3', role: 'worker', address: '192.168.0.203' },
      unreachable: { message: 'Cannot connect to pi-3 (192.168.0.203).', hints: ['ping 192.168.0.203'] },
    },
    { ...idle, name: 'attic', ready: true, kubernetes: 'v1.37.2' },
  ],
  lacking: [{ name: 'deployment default/web', available: 0, wanted: 1 }],
  ok: false,
};

const doctor: DoctorJson = {
  ...{ ok: false, ignoredStops: [], checks: 203, nodes: 3, reached: 2 },
  findings: [
    {
      ...{ id: 'kernel.modules', severity: 'problem', nodes: ['pi-2'], what: 'Kernel modules are missing (overlay)' },
      ...{ why: 'Pods do not start without them.', advice: ['microcloud init --only pi-2'], hasCure: true },
    },
    {
      ...{ id: 'hw.power', severity: 'warning', nodes: ['pi-1'], what: 'Its power supply is too weak' },
      ...{ why: 'Under-voltage resets boards.', advice: ['another power supply', 'ssh -t pi@192.168.0.201 dmesg'] },
    },
  ],
  unasked: [{ reason: 'pi-3: it is off', checks: ['swap.active', 'net.dns'] }],
};

const publishers: PublisherReport = {
  nodes: [
    { name: 'pi-1', state: 'works', published: 1, tag: { bytes: 120, limit: 512, foreign: 0 } },
    { name: 'pi-2', state: 'silent', reason: 'its publisher does not run', published: 0 },
  ],
  services: [
    {
      ...{ namespace: 'default', name: 'wiki', port: 30080, title: 'Our_wiki', since: '2026-11-30T10:00:00Z' },
      ...{ state: 'published', node: 'pi-1', address: '192.168.0.201' },
    },
  ],
  ...{ elsewhere: [], ok: false },
};

const people: PeopleList = {
  people: [
    {
      ...{ name: 'ismael', known: true, until: '2027-02-28T10:00:00Z' },
      namespaces: [
        { name: 'wiki', role: 'edit', usage: { hard: { pods: '10', 'limits.memory': '512Mi' }, used: { pods: '2' } } },
      ],
    },
    { name: 'ana', known: false, namespaces: [{ name: 'ana', role: 'view' }] },
  ],
  leftOver: ['biel'],
};

const pod = { namespace: 'default', isFine: true, ready: 1, containers: ['web'], restarts: 0 } as const;
const live: LiveState = {
  services: [
    {
      ...{ namespace: 'default', name: 'wiki', type: 'NodePort', addresses: ['192.168.0.210'] },
      ports: [{ port: 80, protocol: 'TCP', nodePort: 30080 }],
    },
  ],
  pods: [
    { ...pod, name: 'web-1', node: 'pi-1', state: 'Running', containers: ['web', 'side'], ready: 2 },
    { ...pod, name: 'web-2', node: 'pi-2', state: 'CrashLoopBackOff', isFine: false, ready: 0, restarts: 3 },
    { ...pod, name: 'web-3', state: 'Pending', isFine: false, ready: 0 },
  ],
};

const plan: ShownPlan = {
  ...{ nodes: ['pi-1', 'pi-2', 'pi-3'], sum: '4 changes on 3 nodes; to reboot: pi-2.', hasChanges: true },
  problems: ['Cannot connect to pi-3 (192.168.0.203).\nTry: ping 192.168.0.203'],
  notes: ['Kubernetes 1.37.9 was not tested with this version.'],
  edit: { file: 'inventory.yaml', lines: ['   distribution: kubeadm', '-  addons: {metrics: true}', '+  addons: {}'] },
  phases: [
    {
      ...{ phase: 'kernel', about: 'what the kernel must load' },
      items: [
        { mark: '*', text: 'Load overlay', below: [], nodes: ['pi-1', 'pi-2', 'pi-3'] },
        {
          mark: '*',
          text: 'Change cmdline.txt',
          below: ['-rootwait', '+rootwait cgroup_enable=memory'],
          nodes: ['pi-2'],
        },
        { mark: '!', text: 'Its disk is full', below: ['sudo apt-get clean'], nodes: ['pi-2'] },
        { mark: '…', text: 'apt is held', below: [], nodes: ['pi-1'] },
        { mark: 'i', text: 'A reboot takes a minute', below: [], nodes: ['pi-2'] },
      ],
    },
  ],
};

const command = 'microcloud init';
const rows = [
  { node: 'pi-1', text: 'pi-1: kernel: Load overlay', state: 'works' },
  { node: 'pi-2', text: 'done', state: 'done' },
  { node: 'pi-3', text: 'Cannot connect to pi-3', state: 'failed' },
] as const;

/** The states of a change, from its beginning to its end. */
export const stages = {
  looking: { kind: 'looking', command, rows: [] },
  planned: { kind: 'planned', command, rows: [], plan },
  working: { kind: 'working', command, rows, plan },
  ended: { kind: 'ended', command, rows, ok: false, text: '1 of 3 nodes as the inventory says; 4 changes made.' },
} as const satisfies Record<string, ChangeState>;

export const passwordAsked: Question = { id: 1, message: 'Password of pi for sudo on pi-1:', kind: 'secret' };
export const yesAsked: Question = { id: 2, message: 'Make a new cluster of these nodes?', kind: 'yes-no' };

/** Serves the built page with everything that it can show, without a cluster. */
export async function shownPage(t: TestContext) {
  const sent: unknown[] = [];
  const told: { change: ChangeState; questions: readonly Question[] } = { change: { kind: 'none' }, questions: [] };
  const stream = createEventStream(() => told);
  const inventory = { ...threeNodes, cluster: { ...threeNodes.cluster, addons: { storage: true } } };
  const looks = {
    about: async () => ({ inventory: 'inventory.yaml', suffix: '' }),
    status: async () => status,
    doctor: async () => doctor,
    publishers: async () => publishers,
    people: async () => people,
    addons: async () => listAddons(inventory),
    live: async () => live,
    log: async () => ({ text: 'listening on 8080\n'.repeat(40) }),
  };
  const act = (what: unknown) => void sent.push(what);
  const acts = { start: act, agree: act, answer: act };
  const server = await servePage({ files: await readPageFiles(), looks, acts, stream }, 0);
  t.after(() => server.close());
  return {
    address: server.address,
    /** What the page has sent. */
    sent,
    tell<K extends keyof typeof told>(kind: K, value: (typeof told)[K]) {
      told[kind] = value;
      stream.tell(kind, value);
    },
  };
}
