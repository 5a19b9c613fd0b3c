import type { UserError } from '../../src/errors.ts';
import { ConnectFailure, userErrorOf } from '../../src/transport/connect-failures.ts';
import { clusterAnswer } from './cluster-answer.ts';
import { endpointLike } from './endpoints.ts';
import { fakeNode } from './fake-node.ts';
import { caAnswer, fakeInventory, fakeRuns } from './fake-runs.ts';
import { unitAnswer } from './plan.ts';

/** Makes the error for a node at whose address nobody answers. */
export function isOff(name: string): UserError {
  const endpoint = endpointLike({ node: name, address: '192.168.0.203' });
  return userErrorOf(new ConnectFailure('timeout', endpoint, 'no answer'), { node: name });
}

export interface FakeRemoval {
  /** The nodes that the run is about; default: all. */
  readonly only?: readonly string[];
  /** Nodes whose role is control plane; default: pi-1. */
  readonly servers?: readonly string[];
  /** How many proxies there are: gate-1, gate-2. */
  readonly proxies?: number;
  /** Nodes that have joined another cluster meanwhile. */
  readonly elsewhere?: readonly string[];
  /** Why a node cannot be reached. */
  readonly failures?: Readonly<Record<string, Error>>;
  /** Nodes whose kubelet does not run. */
  readonly stopped?: readonly string[];
  /** Nodes whose first change fails. */
  readonly stuck?: readonly string[];
  /** The key of Serf that all nodes have; default: none. */
  readonly serfKey?: string;
}

/** Makes three fake nodes of a cluster, each with one pod to stop, and a record of what is done, in order. */
export function fakeRemoval({
  only,
  servers = ['pi-1'],
  proxies = 0,
  elsewhere = [],
  failures = {},
  stopped = [],
  stuck = [],
  serfKey,
}: FakeRemoval = {}) {
  const inventory = fakeInventory(servers, proxies);
  const { nodes } = inventory;
  const did: string[] = [];
  const made = (name: string) => {
    let pods = 'pause\n';
    let isRunning = !stopped.includes(name);
    return fakeNode({
      answer(question) {
        if (question.includes('sha256sum'))
          return serfKey ? `1700000000 600 root:root\n${serfKey.padEnd(64, '0')}  -\n` : '';
        if (elsewhere.length > 0 && question.startsWith('if [ -e /var/lib/microcloud/kubeadm-running ]')) return 'done';
        if (elsewhere.length > 0 && question.includes('stat -Lc'))
          return caAnswer(elsewhere.includes(name) ? 'theirs' : 'ours');
        if (/get pods|get secrets/.test(question)) return '';
        if (question.includes('kubectl get')) return clusterAnswer();
        if (question.includes('pgrep')) return pods;
        if (question.includes('systemctl show') && isRunning) return `kubelet.service\n${unitAnswer()}`;
        return question.includes('machine-id') ? name : '';
      },
      change(script) {
        did.push(`${name} ${/delete node/.test(script) ? 'forget' : 'stop'}`);
        if (stuck.includes(name)) return 1;
        pods = '';
        isRunning = false;
        return 0;
      },
    });
  };
  const { events, connections, runOf } = fakeRuns(inventory, made, (name) => failures[name]);
  const run = runOf(only ?? nodes.map(({ name }) => name));
  const staying = { ...inventory, nodes: nodes.filter((node) => !run.nodes.includes(node)) };
  const open = () => [...connections].filter(([, all]) => all.some(({ isClosed }) => !isClosed)).map(([name]) => name);
  return { run, staying, did, events, connections, open };
}
