import { copyOnNode } from '../backup/copy-on-node.ts';
import type { Answers } from '../engine/answers.ts';
import type { Planned, Problem } from '../engine/model.ts';
import { memberState } from '../facts/cluster/member-state.ts';
import { clusterCa } from '../facts/cluster-ca.ts';
import { firstControlPlane, isEndpoint } from '../inventory/address.ts';
import { controlPlanesOf, isControlPlane, isProxy } from '../inventory/node-roles.ts';
import type { Cluster, Inventory, Node } from '../inventory/schema.ts';
import { forgottenBy, forgottenIn } from './forgotten.ts';
import { type Heard, type Obstacle, withoutMajority } from './majority.ts';

/** How nodes stand towards the cluster: which control plane leads, and which nodes belong to another cluster. */
export interface Standing {
  /** The control plane that has the cluster and lets nodes join. Without a cluster: the one that shall make it. */
  readonly leader: Node;
  /** Whether a node that answered has the cluster. */
  readonly hasCluster: boolean;
  /**
   * Nodes that belong to another cluster than the leader's, or to a lost one, or that the leader's cluster has removed.
   */
  readonly strangers: readonly Node[];
  /** Those of `strangers` that the leader's cluster does not know any more. */
  readonly forgotten?: readonly Node[];
  /** Why nodes must not make a cluster, cannot join the leader's, or are left as they are. */
  readonly obstacles: readonly Obstacle[];
  /** The problem to show at strangers instead of the one that {@link strangeness} makes. */
  readonly strangeness?: Planned<Problem>;
}

/**
 * Finds out from the nodes' CA certificates who leads. Pure. Of several control planes that have the cluster, the first
 * one in the inventory leads. A plan must not depend on which of them it is.
 */
export function standingIn(inventory: Pick<Inventory, 'cluster' | 'nodes'>, heard: Heard): Standing {
  const { cluster, nodes } = inventory;
  const members = heard.reached.flatMap(({ node, answers }) => {
    const ca = caIn(answers, cluster);
    // A step reports what a proxy still has of a cluster.
    return ca === undefined || isProxy(node) ? [] : [{ node, ca, answers }];
  });
  const places = nodes.map(({ name }) => name);
  const planes = members
    .filter(({ node }) => isControlPlane(node))
    .toSorted((a, b) => places.indexOf(a.node.name) - places.indexOf(b.node.name));
  const gone = forgottenIn(inventory, planes);
  const leading = planes.find((one) => !gone.includes(one)) ?? planes[0];
  const inCluster = members.map(({ node }) => node);
  if (!leading) return beforeCluster(firstControlPlane(nodes), inCluster, heard);
  return {
    leader: leading.node,
    hasCluster: true,
    strangers: members.filter((one) => one.ca !== leading.ca || gone.includes(one)).map(({ node }) => node),
    forgotten: gone.map(({ node }) => node),
    obstacles: lostEndpoint(inventory, leading.node) ?? withoutMajority(inventory, inCluster, heard),
  };
}

/**
 * Says how nodes stand where no control plane that answered has a cluster: the first one makes it, unless one may exist
 * already.
 */
function beforeCluster(first: Node, members: readonly Node[], { reached, unreached }: Heard): Standing {
  // While the first control plane is off, nobody can tell whether its cluster is lost.
  const asked = reached.find(({ node }) => node.name === first.name);
  const isAsked = asked !== undefined;
  // Members that wait until their cluster is restored from a copy are no strangers. A step says what is to be done.
  const isAwaited = isAsked && hasCopy(asked.answers);
  const silent = controlPlanesOf(unreached.map(({ node }) => node));
  return {
    leader: first,
    hasCluster: false,
    strangers: isAsked && !isAwaited ? members : [],
    obstacles: isAsked && silent.length > 0 ? [{ node: first, problem: mayHaveIt(silent) }] : [],
  };
}

/** Reads the CA certificate (PEM) of the cluster that a node is a member of; undefined where it is in none. */
export function caIn(answers: Answers, cluster: Cluster): string | undefined {
  const ca = answers.find(clusterCa(cluster));
  return answers.find(memberState(cluster)) === 'done' && ca?.exists ? ca.content : undefined;
}

/** Tells whether a node has a copy from which the cluster is still to be made. */
function hasCopy(answers: Answers): boolean {
  return answers.find(copyOnNode)?.exists ?? false;
}

function mayHaveIt(silent: readonly Node[]): Planned<Problem> {
  const names = silent.map(({ name }) => name).join(', ');
  return {
    kind: 'problem',
    id: 'cluster.second',
    summary: `It would make a new cluster, and ${names} cannot be asked whether there is one already.`,
    hint: `Bring ${names} back, then: microcloud init`,
  };
}

/**
 * Finds out whether the endpoint is the first control plane itself while another one leads: then the first one cannot
 * join.
 */
function lostEndpoint(
  { cluster, nodes }: Pick<Inventory, 'cluster' | 'nodes'>,
  leader: Node,
): readonly Obstacle[] | undefined {
  const first = firstControlPlane(nodes);
  if (leader.name === first.name || !isEndpoint(first, cluster)) return undefined;
  const problem: Planned<Problem> = {
    kind: 'problem',
    id: 'cluster.endpoint',
    summary: `${leader.name} has the cluster, but all nodes call it by ${cluster.endpoint}, which is ${first.name} itself: it cannot join through its own address.`,
    hint: 'Put its old card back, or begin anew: microcloud reset, then microcloud init. With an endpoint that is no single node (a load balancer, keepalived) it could join again',
  };
  return [{ node: first, problem }];
}

/**
 * Finds the problem for which a node is not changed, as long as nobody has allowed that strangers leave their cluster.
 */
export function obstacleOf({ name }: Node, standing: Standing): Planned<Problem> | undefined {
  const { strangers, forgotten = [], leader, hasCluster, obstacles } = standing;
  const isIn = (some: readonly Node[]) => some.some((one) => one.name === name);
  const obstacle = obstacles.find(({ node }) => node.name === name);
  if (obstacle || strangers.length === 0) return obstacle?.problem;
  if (isIn(forgotten)) return forgottenBy(leader);
  return (hasCluster ? isIn(strangers) : name === leader.name) ? strangeness(standing) : undefined;
}

/** Makes the problem of each stranger, or of the leader where it would make a new cluster beside the strangers' one. */
function strangeness({ strangers, leader, hasCluster, strangeness: own }: Standing): Planned<Problem> {
  if (own) return own;
  const problem = { kind: 'problem', id: 'node.foreign' } as const;
  if (hasCluster) {
    return {
      ...problem,
      summary: `It belongs to another cluster than ${leader.name}.`,
      hint: 'Take it out there first: microcloud remove, with the inventory of that cluster. Or init or join with --replace: it leaves that cluster, with all that runs there',
    };
  }
  const names = strangers.map(({ name }) => name).join(', ');
  const verb = strangers.length === 1 ? 'belongs' : 'belong';
  return {
    ...problem,
    summary: `${names} ${verb} to a cluster that ${leader.name} does not have (any more).`,
    hint: `If its card was flashed anew, the cluster is lost: microcloud init --replace makes a new one, which ${names} joins. Else put its old card back`,
  };
}
