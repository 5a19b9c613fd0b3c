import { lookup } from 'node:dns/promises';
import type { AptSetup } from './apt-sources.ts';
import type { LabPlan } from './lab-plan.ts';
import { linesOf, run } from './run-program.ts';

/**
 * The private networks. Until kube-proxy has set up the address of a Service, packets to it leave the node by its
 * default route, and a machine in the user's own network may answer.
 */
export const privateNetworks = ['10.0.0.0/8', '100.64.0.0/10', '169.254.0.0/16', '172.16.0.0/12', '192.168.0.0/16'];

const chain = 'DOCKER-USER';

/** Keeps a lab's traffic out of private networks. `allowed` lists addresses of mirrors and proxies in them. */
export async function isolate(lab: LabPlan, allowed: readonly string[]): Promise<void> {
  await removeIsolation(lab.name);
  // Each rule goes to the top, before the rules of Docker and others.
  for (const rule of isolationRules(lab, allowed).toReversed()) await run('iptables', ['-w', '-I', chain, ...rule]);
}

/** Removes the rules of a lab, if there are any. */
export async function removeIsolation(name: string): Promise<void> {
  const rules = await linesOf('iptables', ['-w', '-S', chain]).catch(() => []);
  for (const rule of rulesOf(name, rules)) await run('iptables', ['-w', '-D', ...rule]);
}

/** Makes the rules as arguments of iptables, in the order in which they must match. */
export function isolationRules(lab: LabPlan, allowed: readonly string[]): string[][] {
  const leaving = ['-i', lab.bridge, '!', '-o', lab.bridge];
  const entering = ['!', '-i', lab.bridge, '-o', lab.bridge];
  const mark = ['-m', 'comment', '--comment', comment(lab.name)];
  return [
    // By default Docker lets nothing in from outside. But on a machine that forwarded packets before Docker was
    // installed it does.
    [...entering, '-m', 'conntrack', '--ctstate', 'NEW', ...mark, '-j', 'DROP'],
    ...allowed.map((address) => [...leaving, '-d', `${address}/32`, ...mark, '-j', 'RETURN']),
    ...privateNetworks.map((network) => [...leaving, '-d', network, ...mark, '-j', 'REJECT']),
  ];
}

/** Picks a lab's rules from the output of `iptables -S`, as arguments for `iptables -D`. */
export function rulesOf(name: string, rules: readonly string[]): string[][] {
  return rules
    .map((rule) => rule.split(' ').map((word) => word.replaceAll('"', '')))
    .filter((words) => words[0] === '-A' && words[words.indexOf('--comment') + 1] === comment(name))
    .map((words) => words.slice(1));
}

/** Looks up the IPv4 addresses of the hosts that a node's apt uses. */
export async function aptAddresses(apt: AptSetup): Promise<string[]> {
  const hosts = [apt.sources, ...apt.options].join('\n').matchAll(/https?:\/\/(?:[^/@\s]*@)?([^/:"\s]+)/g);
  const names = new Set([...hosts].map(([, host]) => host ?? ''));
  const found = await Promise.all([...names].map((name) => lookup(name, { all: true, family: 4 }).catch(() => [])));
  return [...new Set(found.flat().map(({ address }) => address))].sort();
}

function comment(name: string): string {
  return `microcloud-lab-${name}`;
}
