import { Version } from '../../src/distributions/version.ts';
import type { Finding, Needs, Scope, Step } from '../../src/engine/model.ts';
import { places } from '../../src/engine/places.ts';
import { withoutSecrets } from '../../src/engine/plan.ts';
import { Secret } from '../../src/shell/sh.ts';

const pending = (label: string) =>
  new Secret(label, () => {
    throw new Error(`${label} is pending`);
  });

interface ScopeChanges {
  /** The node of the scope. */
  readonly at?: 'pi-1' | 'pi-2' | 'pi-3' | 'gate-1' | 'gate-2';
  /** Changes of that node. SSH finds it at its address, unless a row says otherwise. */
  readonly node?: Partial<Scope['node']>;
  /** Changes of all nodes. */
  readonly all?: Partial<Scope['node']>;
  readonly cluster?: Partial<Scope['cluster']>;
  readonly cloudy?: Partial<Scope['cloudy']>;
  readonly people?: Scope['people'];
  readonly policies?: Partial<Scope['policies']>;
  readonly secrets?: Scope['secrets'];
  /** How many proxies stand before the cluster: gate-1, gate-2. */
  readonly proxies?: number;
}

/** The people of an inventory that has only the owner. */
export const nobody: Pick<Scope, 'people' | 'policies'> = { people: [], policies: { people: true, registries: [] } };

/** Makes the scope of pi-2, a worker in a cluster of three Pis. Rows change what they are about. */
export function makeScope({ at = 'pi-2', ...changes }: ScopeChanges = {}): Scope {
  const settings = {
    ssh: {},
    network: {},
    swap: 'off',
    docker: true,
    cloudy: true,
    labels: {},
    taints: [] as string[],
    overlays: [] as string[],
  } satisfies Partial<Scope['node']>;
  const plain: Omit<Scope['node'], 'sshAddress'>[] = [
    { name: 'pi-1', role: 'control-plane', address: '192.168.0.201', ...settings },
    { name: 'pi-2', role: 'worker', address: '192.168.0.202', ...settings },
    { name: 'pi-3', role: 'worker', address: '192.168.0.203', ...settings },
  ];
  const nodes = plain.map((node) => {
    const changed = { ...node, ...changes.all, ...(node.name === at ? changes.node : {}) };
    return { sshAddress: changed.address, ...changed };
  });
  const proxies = Array.from({ length: changes.proxies ?? 0 }, (_, index) => {
    const address = `192.168.0.${211 + index}`;
    const own = { name: `gate-${index + 1}`, role: 'proxy' as const, address, sshAddress: address };
    return { ...settings, docker: false, cloudy: false, ...own };
  });
  return {
    node: [...nodes, ...proxies].find(({ name }) => name === at)!,
    nodes,
    proxies,
    leader: nodes.find(({ role, name }) => role === 'control-plane' || name === 'pi-1')!,
    cluster: {
      name: 'home',
      distribution: 'kubeadm',
      version: Version.of('1.35.4'),
      podNetwork: '10.244.0.0/16',
      serviceNetwork: '10.96.0.0/12',
      flannelBackend: 'vxlan',
      registries: {},
      k3s: {},
      kubeadm: {},
      containerd: {},
      ...changes.cluster,
    },
    cloudy: {
      install: 'native',
      serf: { join: [] },
      publish: { namespaces: { include: ['*'], exclude: ['kube-*'] }, spread: true },
      ...changes.cloudy,
    },
    people: changes.people ?? nobody.people,
    policies: { ...nobody.policies, ...changes.policies },
    secrets: changes.secrets ?? {
      joinToken: pending('join token'),
      caCertHash: pending('CA hash'),
      certificateKey: pending('certificate key'),
      serverToken: pending('server token'),
      agentToken: pending('agent token'),
      serfKey: pending("Serf's key"),
    },
  };
}

/** Returns what a step plans for these answers: stdout of each fact's script, by the step's own names. */
export function planStep(
  step: Step,
  answers: Readonly<Record<string, string>>,
  scope = makeScope(),
): readonly Finding[] {
  if (step.only && step.only !== scope.cluster.distribution) return [];
  if (!places[step.on ?? 'members'](scope)) return [];
  return [...step.plan({ ...scope, facts: parsedFacts(step.needs(scope), answers) })].map(withoutSecrets);
}

/** Parses the outputs of the scripts, by the names of `needs`. */
export function parsedFacts(needs: Needs, answers: Readonly<Record<string, string>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(needs).map(([name, fact]) => {
      const answer = answers[name];
      if (fact && answer === undefined) throw new Error(`the row gives no answer to ${name} (${fact.id})`);
      return [name, fact?.parse(answer ?? '')];
    }),
  );
}

/** Makes the answer of a file fact: content, mode and times, as the node prints them. */
export function fileAnswer(
  content: string,
  { mode = '644', owner = 'root:root', modified = 1_700_000_000 } = {},
): string {
  return `${modified} ${mode} ${owner}\n${content}`;
}

/** Makes the answer of a unit fact. */
export function unitAnswer(
  values: {
    load?: string;
    active?: string;
    enablement?: string;
    started?: string;
    restarts?: number;
    afterBoot?: number;
  } = {},
): string {
  const {
    load = 'loaded',
    active = 'active',
    enablement = 'enabled',
    started = 'Tue 2026-11-17 08:00:00 UTC',
    restarts = 0,
    afterBoot = 100,
  } = values;
  return `Id=x.service\nLoadState=${load}\nActiveState=${active}\nUnitFileState=${enablement}\nExecMainStartTimestamp=${started}\nExecMainStartTimestampMonotonic=${afterBoot}000000\nNRestarts=${restarts}\nNeedDaemonReload=no`;
}
