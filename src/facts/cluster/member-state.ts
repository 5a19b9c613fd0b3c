import { distributionOf, distributions } from '../../distributions/table.ts';
import type { Fact } from '../../engine/model.ts';
import type { Cluster, Node } from '../../inventory/schema.ts';
import { lines, sh } from '../../shell/sh.ts';
import { commandFact, linesIn } from '../command.ts';

/** A file that is on the node while kubeadm works: what kubeadm leaves half-made must be reset first. */
export const kubeadmRunning = '/var/lib/microcloud/kubeadm-running';

/** How far this node came into a cluster: 'interrupted' when an init or join of kubeadm began and did not end. */
export type MemberState = 'none' | 'interrupted' | 'done';

/** Asks how far this node came into a cluster. */
export function memberState(cluster: Pick<Cluster, 'distribution'>): Fact<MemberState> {
  return commandFact(
    'member',
    sh`if [ -e ${kubeadmRunning} ]; then echo interrupted
elif [ -e ${distributionOf(cluster).joined} ]; then echo "done"
else echo none; fi`,
    (stdout) => stdout.trim() as MemberState,
  );
}

interface Membership {
  readonly distribution: Cluster['distribution'];
  readonly role: Node['role'];
}

/** The clusters that this node has joined. */
export const memberships = commandFact(
  'memberships',
  lines(
    Object.entries(distributions).map(
      ([name, { joined, adminConfig }]) => sh`if [ -e ${joined} ]; then
  if [ -e ${adminConfig} ]; then echo ${name} control-plane; else echo ${name} worker; fi
fi`,
    ),
  ),
  (stdout) =>
    linesIn(stdout).map((line) => {
      const [distribution, role] = line.split(' ');
      return { distribution, role } as Membership;
    }),
);
