import type { NewNode } from '../edit-entries.ts';
import { nodeName } from '../made-name.ts';
import type { Host } from './ansible-hosts.ts';
import { type Understood, understand } from './ansible-variables.ts';
import { type Member, membersOf } from './cluster-members.ts';
import { isHere, isLoopback } from './local-machine.ts';
import { namesInVariables, remarksOnNames } from './node-name.ts';

/** A host, and the node that it becomes. */
export interface Imported {
  readonly member: Member;
  readonly understood: Understood;
  readonly node: NewNode;
  /** The reasons of guesses, by the guessed key of the node's entry. */
  readonly guesses: ReadonlyMap<keyof NewNode, string>;
  /** Whether the node has another name than the host. */
  readonly isRenamed: boolean;
}

/** Makes nodes of hosts, in the same order. */
export function importHosts(hosts: readonly Host[], group: string | undefined): readonly Imported[] {
  const taken = new Set<string>();
  const given = hosts.flatMap(({ vars }) => namesInVariables(vars));
  const shared = given.filter((one, index) => given.indexOf(one) !== index);
  return membersOf(hosts, group).map((member) => {
    const { host } = member;
    const { remarks, ...settings } = understand(host.vars);
    const understood = { ...settings, remarks: [...remarks, ...remarksOnNames(host.vars, shared)] };
    // A host that is left out takes no name. A name that several hosts have in a variable is no name of one of them.
    const said = namesInVariables(host.vars).find((one) => !shared.includes(one));
    const own = said ?? host.comment ?? host.name.replace(/^.*@/, '');
    const name = member.kind === 'node' ? nodeName(own, taken) : host.name;
    if (member.kind === 'node') taken.add(name);
    const role = member.kind === 'node' ? member.role : 'worker';
    const { address, guess } = addressOf(host, understood);
    const guesses = new Map<keyof NewNode, string>();
    if (member.kind === 'node' && member.guess) guesses.set('role', member.guess);
    if (guess) guesses.set('address', guess);
    if (own === host.comment) guesses.set('name', 'the comment beside its address says so');
    return {
      member,
      understood,
      guesses,
      node: { name, role, address, ssh: sshOf(host, understood), ...labelsOf(understood) },
      isRenamed: member.kind === 'node' && name !== host.name,
    };
  });
}

export function isNode({ member }: Imported): boolean {
  return member.kind === 'node';
}

function addressOf(host: Host, { address, remarks }: Understood): { address: string; guess?: string } {
  const plain = host.name.replace(/^.*@/, '');
  if (address !== undefined && isLoopback(address))
    return { address: plain, guess: `${address} is the machine itself: its name stands for its address` };
  if (address !== undefined) return { address };
  if (isHere(host)) return { address: plain, guess: 'Ansible needs none for it: its name stands for its address' };
  const refused = remarks.find(
    ({ name: key, why }) => /^ansible_(ssh_)?host$/.test(key) || /did you mean ansible_host/.test(why),
  );
  if (refused) return { address: plain, guess: `${refused.name} is not usable, so its name stands for its address` };
  return { address: plain };
}

/** Takes the user from a host's name: Ansible, like ssh, accepts user@host. */
function sshOf({ name }: Host, { ssh }: Understood): NonNullable<NewNode['ssh']> {
  const [, user] = /^(.+)@/.exec(name) ?? [];
  return user === undefined || ssh.user !== undefined ? ssh : { user, ...ssh };
}

function labelsOf({ labels, taints }: Understood): Pick<NewNode, 'labels' | 'taints'> {
  return {
    ...(Object.keys(labels).length > 0 ? { labels: { ...labels } } : {}),
    ...(taints.length > 0 ? { taints: [...taints] } : {}),
  };
}
