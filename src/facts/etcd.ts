import type { Fact } from '../engine/model.ts';
import { type Script, sh } from '../shell/sh.ts';
import { commandFact } from './command.ts';

/** A member of the etcd that kubeadm runs. */
export interface EtcdMember {
  readonly id: string;
  /** The node's name; '' while it has not started for the first time. */
  readonly name: string;
}

/** etcdctl in the etcd of this control plane, as administrator: words follow. */
export function etcdctl(node: string): Script {
  const pki = '/etc/kubernetes/pki/etcd';
  const keys = [`--cacert=${pki}/ca.crt`, `--cert=${pki}/server.crt`, `--key=${pki}/server.key`];
  return sh`KUBECONFIG=/etc/kubernetes/admin.conf kubectl -n kube-system exec ${`etcd-${node}`} -- etcdctl ${keys}`;
}

/** Members of kubeadm's etcd, asked of a control plane of this name; undefined when it does not tell. */
export function etcdMembers(node: string): Fact<readonly EtcdMember[] | undefined> {
  return commandFact('etcd members', sh`${etcdctl(node)} member list 2>/dev/null || echo silent`, (stdout) =>
    stdout.trim() === 'silent' ? undefined : stdout.trim().split('\n').map(memberIn),
  );
}

function memberIn(line: string): EtcdMember {
  const [id = '', , name = ''] = line.split(', ');
  return { id, name };
}
