import { distributionOf } from '../../distributions/table.ts';
import type { Fact } from '../../engine/model.ts';
import type { Cluster } from '../../inventory/schema.ts';
import { sh } from '../../shell/sh.ts';
import { commandFact } from '../command.ts';

/** Lies on the node while kubeadm works: what kubeadm leaves half-made must be reset first. */
export const kubeadmRunning = '/var/lib/microcloud/kubeadm-running';

/** How far this node came into a cluster: 'interrupted' when an init or join of kubeadm began and did not end. */
export type MemberState = 'none' | 'interrupted' | 'done';

/** Whether this node is in a cluster. */
export function memberState(cluster: Pick<Cluster, 'distribution'>): Fact<MemberState> {
  return commandFact(
    'member',
    sh`if [ -e ${kubeadmRunning} ]; then echo interrupted
elif [ -e ${distributionOf(cluster).joined} ]; then echo "done"
else echo none; fi`,
    (stdout) => stdout.trim() as MemberState,
  );
}
