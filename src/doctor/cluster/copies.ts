import { distributionOf } from '../../distributions/table.ts';
import { askedIf } from '../../facts/command.ts';
import { type Copies, copiesFact } from '../../facts/known-copies.ts';
import { controlPlanesOf, isControlPlane } from '../../inventory/node-roles.ts';
import { type Asked, type ClusterView, clusterCheck } from '../check.ts';

const day = 24 * 3600;
/** Days that the newest copy may be old: three times what a timer takes, or what people are advised. */
const limits = { day: 3, week: 21, none: 45 } as const;

const needs = ({ cluster, node }: Asked) => askedIf(isControlPlane(node), { copies: factOf(cluster) });

function factOf(cluster: ClusterView['cluster']) {
  return copiesFact(cluster, distributionOf(cluster).clusterCa);
}

/** Lists what the control planes that are in the cluster tell of its copies. */
function copiesIn({ cluster, looked }: ClusterView): readonly { readonly node: string; readonly copies: Copies }[] {
  return looked.flatMap(({ node, isMember, told }) => {
    const copies = isMember ? told(factOf(cluster)) : undefined;
    return copies ? [{ node: node.name, copies }] : [];
  });
}

/** Counts days since the newest copy; undefined where there is none. */
function newest(all: readonly { readonly copies: Copies }[]): number | undefined {
  const ages = all.flatMap(({ copies: { now, taken, kept } }) =>
    [taken, kept].flatMap((time) => (time === undefined ? [] : [(now - time) / day])),
  );
  return ages.length === 0 ? undefined : Math.max(0, Math.min(...ages));
}

export default [
  clusterCheck({
    id: 'backup.none',
    title: 'There is no copy of the cluster',
    severity: 'warning',
    why: 'When the card of its control plane dies, all that was deployed is lost.',
    advice: 'microcloud backup',
    runbook:
      'Doctor says so from the eighth day on. `backup` writes one file on your computer; `cluster: {backup: {path: /mnt/usb/microcloud}}` in the inventory lets control planes make copies by themselves.',
    source: 'k3s#218; k0sctl#971; Talos disaster recovery',
    needs,
    *judge(view) {
      const all = copiesIn(view);
      const isOld = all.some(({ copies: { now, since } }) => since !== undefined && now - since > 7 * day);
      if (isOld && newest(all) === undefined) yield {};
    },
  }),
  clusterCheck({
    id: 'backup.old',
    title: 'The newest copy of the cluster is old',
    severity: 'warning',
    why: 'What was deployed since then would be lost.',
    advice: 'microcloud backup',
    runbook:
      'Copies are expected every 45 days, or as cluster.backup says. Where a timer makes them: `ssh {node} sudo journalctl -u microcloud-copy` says why it does not.',
    source: 'Talos disaster recovery',
    needs,
    *judge(view) {
      const age = newest(copiesIn(view));
      const limit = limits[view.cluster.backup?.every ?? 'none'];
      if (age !== undefined && age > limit)
        yield { what: `The newest copy of the cluster is ${Math.floor(age)} days old` };
    },
  }),
  clusterCheck({
    id: 'backup.same_card',
    title: 'Copies of the cluster lie on the card that they should survive',
    severity: 'warning',
    why: 'When that card dies, the copies die with it.',
    advice:
      'Set cluster.backup.path in the inventory to another disk, /mnt/usb/microcloud for example, then: microcloud init',
    runbook:
      'The folder is on the same file system as the data of the cluster. Is the other disk mounted there? With three control planes each has its own copies.',
    source: 'microcloud',
    needs,
    *judge(view) {
      if (!view.cluster.backup || controlPlanesOf(view.nodes).length > 1) return;
      for (const { node, copies } of copiesIn(view)) if (copies.isOnOwnCard) yield { node };
    },
  }),
];
