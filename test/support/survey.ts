import { Answers } from '../../src/engine/answers.ts';
import type { Change, Fact, Finding, Note, Planned, Problem, Wait } from '../../src/engine/model.ts';
import type { PhasePlan } from '../../src/engine/plan.ts';
import type { UserError } from '../../src/errors.ts';
import { certificatesFact } from '../../src/facts/certificates.ts';
import { type ClusterState, wholeCluster } from '../../src/facts/cluster/cluster-state.ts';
import { fileFact } from '../../src/facts/file.ts';
import { links } from '../../src/facts/links.ts';
import { architecture } from '../../src/facts/machine.ts';
import { parseInventory } from '../../src/inventory/load.ts';
import type { Inventory, Node } from '../../src/inventory/schema.ts';
import { sh } from '../../src/shell/sh.ts';
import type { Survey, Surveyed } from '../../src/tasks/surveyed.ts';
import { linksWith } from './k3s.ts';

/** A control plane and two workers. */
export const threeNodes: Inventory = parseInventory(
  `cluster: {name: home, distribution: kubeadm, version: 1.35.4}
nodes:
  - {name: pi-1, role: control-plane, address: 192.168.0.201}
  - {name: pi-2, address: pi-2.local, staticAddress: 192.168.0.202}
  - {name: pi-3, address: 192.168.0.203}
defaults: {network: {subnet: 192.168.0.0/24, gateway: 192.168.0.1}}
`,
  'inventory.yaml',
  { env: {} },
);

export function change(summary: string, rest: Partial<Planned<Change>> = {}): Planned<Change> {
  return { kind: 'change', id: 'kernel.modules', summary, script: sh`:`, ...rest };
}

export function problem(summary: string, hint: string): Planned<Problem> {
  return { kind: 'problem', id: 'hw.memory', summary, hint };
}

export function wait(summary: string, rest: Partial<Planned<Wait>> = {}): Planned<Wait> {
  return { kind: 'wait', id: 'apt.busy', summary, limitSeconds: 60, hint: 'wait', ...rest };
}

export function note(summary: string, hint: string): Planned<Note> {
  return { kind: 'note', id: 'cloudy.login', summary, hint };
}

/** Makes the plan of a phase with these findings. */
export function phase(name: string, ...findings: readonly Planned<Finding>[]): PhasePlan {
  return {
    phase: name,
    changes: findings.filter((finding) => finding.kind === 'change'),
    problems: findings.filter((finding) => finding.kind === 'problem'),
    waits: findings.filter((finding) => finding.kind === 'wait'),
    notes: findings.filter((finding) => finding.kind === 'note'),
  };
}

interface Found {
  readonly plan?: readonly PhasePlan[];
  /** What it says about the cluster. */
  readonly state?: ClusterState;
  /** An address that the node has beside its own. */
  readonly holds?: string;
  /** When its first certificate ends. */
  readonly end?: string;
  readonly error?: UserError;
}

/** Makes a survey of these nodes. A node without an entry lacks nothing. */
export function surveyOf(
  found: Readonly<Record<string, Found>>,
  { nodes }: { readonly nodes: readonly Node[] } = threeNodes,
): Survey {
  const pairs = nodes.flatMap((node) => (found[node.name] ? [[node, found[node.name]] as const] : []));
  return {
    reached: pairs.flatMap(([node, one]) => (one?.error ? [] : [reached(node, one ?? {})])),
    unreached: pairs.flatMap(([node, one]) => (one?.error ? [{ node, error: one.error }] : [])),
  };
}

function reached(node: Node, { plan = [], state = { kind: 'none' }, holds = '127.0.0.1', end }: Found): Surveyed {
  const release = fileFact('/etc/os-release');
  const values: readonly (readonly [Fact<unknown>, unknown])[] = [
    [architecture, 'arm64'],
    [
      release,
      release.parse('0 644 root:root\nPRETTY_NAME="Debian GNU/Linux 13 (trixie)"\nVERSION_ID="13"\nID=debian\n'),
    ],
    [wholeCluster(threeNodes.cluster), state],
    [links, links.parse(linksWith(holds))],
    [
      certificatesFact(threeNodes.cluster),
      { ...(end ? { first: { path: '/x.crt', ends: Date.parse(end) } } : {}), outdated: [] },
    ],
  ];
  const answers = new Answers(new Map(values.map(([{ id }, value]) => [id, { kind: 'value', value }])), '0');
  // No connection: code that describes a survey must not use it.
  return { node, session: undefined as unknown as Surveyed['session'], answers, plan };
}
