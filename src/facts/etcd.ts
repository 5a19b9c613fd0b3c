import { etcdctl } from '../distributions/kubeadm-copy.ts';
import type { Fact } from '../engine/model.ts';
import { sh } from '../shell/sh.ts';
import { commandFact } from './command.ts';

/** A member of the etcd that kubeadm runs. */
export interface EtcdMember {
  readonly id: string;
  /** The node's name; '' before the member's first start. */
  readonly name: string;
}

/** Asks a control plane of this name for the members of kubeadm's etcd; undefined when etcd does not tell. */
export function etcdMembers(node: string): Fact<readonly EtcdMember[] | undefined> {
  return commandFact('etcd members', sh`${etcdctl(node)} member list 2>/dev/null || echo silent`, (stdout) =>
    stdout.trim() === 'silent' ? undefined : stdout.trim().split('\n').map(memberIn),
  );
}

function memberIn(line: string): EtcdMember {
  const [id = '', , name = ''] = line.split(', ');
  return { id, name };
}
