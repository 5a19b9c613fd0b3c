import type { Problem } from '../engine/model.ts';
import { memberState } from '../facts/cluster/member-state.ts';
import { clusterCa } from '../facts/cluster-ca.ts';
import { firstControlPlane, isEndpoint } from '../inventory/address.ts';
import type { Cluster, Inventory, Node } from '../inventory/schema.ts';
import type { Survey, Surveyed } from './survey.ts';

/** How the nodes of a survey stand towards the cluster: which one has it, and who belongs to none that is there. */
export interface Membership {
  /** All nodes, those with a control plane first that has the cluster: the others join it. */
  readonly nodes: readonly Node[];
  /** Nodes that belong to another cluster than the others, or to one that is lost. */
  readonly strangers: readonly Node[];
  readonly hasCluster: boolean;
  /** Why the first control plane must not make a cluster, or cannot join the others'. */
  readonly obstacle: Problem | undefined;
}

type Inventoried = Pick<Inventory, 'cluster' | 'nodes'>;

/** What the nodes' own certificates say. Pure. */
export function membershipIn({ cluster, nodes }: Inventoried, { reached, unreached }: Survey): Membership {
  const first = firstControlPlane(nodes);
  const members = reached.filter((one) => caOf(one, cluster) !== undefined);
  const controlPlanes = members.filter(({ node }) => node.role === 'control-plane');
  const leader = controlPlanes.find(({ node }) => node === first) ?? controlPlanes[0];
  if (leader) {
    const strangers = members.filter((one) => caOf(one, cluster) !== caOf(leader, cluster)).map(({ node }) => node);
    const led = [leader.node, ...nodes.filter((node) => node !== leader.node)];
    const isLost = leader.node !== first && isEndpoint(first, cluster);
    return {
      nodes: led,
      strangers,
      hasCluster: true,
      obstacle: isLost ? lostEndpoint(first, leader.node, cluster) : undefined,
    };
  }
  const silent = unreached.filter(({ node }) => node.role === 'control-plane').map(({ node }) => node);
  const strangers = members.map(({ node }) => node);
  if (!reached.some(({ node }) => node === first))
    return { nodes, strangers: [], hasCluster: false, obstacle: undefined };
  return { nodes, strangers, hasCluster: false, obstacle: silent.length > 0 ? mayHaveIt(silent) : undefined };
}

/** The certificate of the cluster that a node is a member of. */
function caOf({ answers }: Surveyed, cluster: Cluster): string | undefined {
  const asked = answers.select({ state: memberState(cluster), ca: clusterCa(cluster) });
  if (!('facts' in asked) || asked.facts.state !== 'done' || !asked.facts.ca.exists) return undefined;
  return asked.facts.ca.content;
}

function mayHaveIt(silent: readonly Node[]): Problem {
  const names = silent.map(({ name }) => name).join(', ');
  return {
    kind: 'problem',
    summary: `It would make a new cluster, and ${names} cannot be asked whether there is one already.`,
    hint: `Bring ${names} back, then: microcloud init`,
  };
}

function lostEndpoint(first: Node, leader: Node, { endpoint = '' }: Cluster): Problem {
  return {
    kind: 'problem',
    summary: `${leader.name} has the cluster, but all nodes call it by ${endpoint}, which is ${first.name} itself: it cannot join through its own address.`,
    hint: 'Put its old card back, or begin anew: microcloud reset, then microcloud init. With an endpoint that is no single node (a load balancer, keepalived) it could join again',
  };
}

/** What is said at each stranger, and at the first control plane where it would make a new cluster beside them. */
export function strangeness(strangers: readonly Node[], first: Node, hasCluster: boolean): Problem {
  const names = strangers.map(({ name }) => name).join(', ');
  const verb = strangers.length === 1 ? 'belongs' : 'belong';
  const what = hasCluster
    ? `${names} ${verb} to another cluster than ${first.name}.`
    : `${names} ${verb} to a cluster that ${first.name} does not have (any more).`;
  return {
    kind: 'problem',
    summary: what,
    hint: hasCluster
      ? `microcloud init --replace, which makes ${names} leave that cluster and join this one`
      : `If its card was flashed anew, the cluster is lost: microcloud init --replace makes a new one, which ${names} joins. Else put its old card back`,
  };
}
