import { UserError } from '../../errors.ts';
import type { Host } from './ansible-hosts.ts';
import { meaningOf } from './group-names.ts';
import { isHere, isLoopback } from './local-machine.ts';
import { type NamedLeader, namedLeader } from './named-leader.ts';
import { outsiders, shortName } from './outsiders.ts';
import { roleByVariables } from './variable-roles.ts';

/** A host that is a node of the cluster, or why it is none. */
export type Member = { readonly host: Host } & (
  | { readonly kind: 'node'; readonly role: 'control-plane' | 'worker'; readonly guess?: string }
  | { readonly kind: 'left'; readonly why: string }
);

/**
 * Says which hosts are nodes of the cluster, and in which role. A group such as k3s_cluster decides, else the groups of
 * control planes and workers. Without any of these, all hosts are nodes except those in groups such as `nas`.
 * @throws UserError when there is no group `wanted`
 */
export function membersOf(hosts: readonly Host[], wanted: string | undefined): readonly Member[] {
  const remote = hosts.filter((host) => !isLocalOnly(host));
  const chosen = choose(remote, wanted);
  const members = remote.map((host): Member => {
    const why = chosen.excludes(host);
    if (why !== undefined) return { host, kind: 'left', why };
    const role = roleOf(host, chosen.trusts);
    if (role !== undefined) return { host, kind: 'node', role };
    const named = chosen.byName ? meaningOf(shortName(host)).role : undefined;
    if (named !== undefined) return { host, kind: 'node', role: named, guess: 'its name says so' };
    return { host, kind: 'node', role: 'worker', guess: 'no group and no variable says what it is' };
  });
  const local = hosts.filter(isLocalOnly).map(
    (host): Member => ({
      host,
      kind: 'left',
      why: 'it is the machine that Ansible runs on, and has no address for SSH',
    }),
  );
  const all = new Map(
    [...withControlPlane(members, namedLeader(remote)), ...local].map((member) => [member.host, member]),
  );
  return hosts.flatMap((host) => all.get(host) ?? []);
}

interface Choice {
  /** Says why a host is no node; undefined when it is one. */
  excludes(host: Host): string | undefined;
  /** Whether to read roles from the names of hosts, because nothing else says them. */
  readonly byName: boolean;
  /** Tells whether to believe the role that the name of a group says. */
  trusts(group: string): boolean;
}

function choose(hosts: readonly Host[], wanted: string | undefined): Choice {
  const names = [...new Set(hosts.flatMap(({ groups }) => groups))];
  if (wanted !== undefined && !names.includes(wanted)) throw unknownGroup(wanted, names);
  const clusters = clusterGroups(hosts, names);
  const cluster = wanted ?? clusters.find((name) => meaningOf(name).isKubernetes) ?? clusters[0];
  const roles = new Set(hosts.flatMap((host) => roleOf(host, () => true) ?? []));
  const byName = roles.size === 0;
  if (cluster !== undefined) {
    const outside = hosts.filter(({ groups }) => !groups.includes(cluster)).flatMap(({ groups }) => groups);
    const trusts = (group: string) => meaningOf(group).isPlain || !outside.includes(group);
    const others = clusters.filter((name) => name !== cluster && meaningOf(name).isKubernetes);
    return {
      byName,
      trusts,
      excludes: ({ groups }) => (groups.includes(cluster) ? undefined : notOf(cluster, groups, others)),
    };
  }
  const trusts = (group: string) => meaningOf(group).isPlain || roles.size > 1;
  if (roles.size > 1) {
    const excludes = (host: Host) => (roleOf(host, trusts) === undefined ? nothingSaid(host) : undefined);
    return { byName, trusts, excludes };
  }
  const others = outsiders(
    hosts.filter((host) => roleOf(host, trusts) === undefined),
    { byName, isAllThere: hosts.every((host) => roleOf(host, trusts) === undefined) },
  );
  return { byName, trusts, excludes: (host) => others.get(host) };
}

/** Finds groups that are a whole cluster: with a control plane, or where nothing says which host is one. */
function clusterGroups(hosts: readonly Host[], names: readonly string[]): readonly string[] {
  const isPlane = (host: Host) => roleOf(host, () => true) === 'control-plane';
  const isKnown = hosts.some(isPlane);
  return names.filter((name) => {
    const { isCluster, isKubernetes } = meaningOf(name);
    const inside = hosts.filter(({ groups }) => groups.includes(name));
    return isCluster && (isKnown ? inside.some(isPlane) : isKubernetes);
  });
}

function notOf(cluster: string, groups: readonly string[], others: readonly string[]): string {
  const other = others.find((name) => groups.includes(name));
  return `it is not of ${cluster}${other === undefined ? '' : ` (--group ${other} takes the hosts of that group instead)`}`;
}

function unknownGroup(wanted: string, names: readonly string[]): UserError {
  const list = names.length > 0 ? `its groups are ${names.join(', ')}` : 'it has no groups';
  return new UserError(`No host is in a group ${wanted}: ${list}.`, {
    hints: [
      names.length > 0
        ? `the same command with --group ${names[0]}, or another of them`
        : 'the same command without --group',
    ],
    exitCode: 2,
  });
}

function roleOf(host: Host, trusts: (group: string) => boolean): 'control-plane' | 'worker' | undefined {
  const said = host.groups.filter(trusts).flatMap((group) => meaningOf(group).role ?? []);
  const byVariables = roleByVariables(host.vars);
  if (said.includes('control-plane') || byVariables === 'control-plane') return 'control-plane';
  return said[0] ?? byVariables;
}

function withControlPlane(members: readonly Member[], named: NamedLeader | undefined): readonly Member[] {
  if (members.some((member) => member.kind === 'node' && member.role === 'control-plane')) return members;
  const leader = members.find((member) => member.kind === 'node' && member.host === named?.host);
  const first = leader ?? members.find(({ kind }) => kind === 'node');
  const guess =
    leader && named ? `${named.variable} names it` : 'no group and no variable says which node is the control plane';
  return members.map((member) =>
    member === first ? { host: member.host, kind: 'node', role: 'control-plane', guess } : member,
  );
}

/** Tells whether a host is only the machine that Ansible runs on. Groups say so if it is a node, too. */
function isLocalOnly(host: Host): boolean {
  if (isLoopback(host.name)) return true;
  if (isLoopback(String(host.vars.get('ansible_host')?.value))) return !host.groups.some(isPlainRole);
  return isHere(host) && roleOf(host, () => true) === undefined;
}

function isPlainRole(group: string): boolean {
  const { role, isPlain } = meaningOf(group);
  return role !== undefined && isPlain;
}

function nothingSaid({ groups }: Host): string {
  if (groups.length === 0) return 'it is in no group, and no variable says what it is';
  return `its groups (${groups.join(', ')}) say neither control plane nor worker`;
}
