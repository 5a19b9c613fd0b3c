import { distributionOf } from '../../distributions/table.ts';
import type { Fact } from '../../engine/model.ts';
import type { Cluster } from '../../inventory/schema.ts';
import { type Script, sh } from '../../shell/sh.ts';
import { commandFact } from '../command.ts';
import { columnsOf, rowsIn } from './printed-rows.ts';

/** The volumes of a class, and what uses them. */
export interface UsedVolumes {
  /** namespace/name of each claim. */
  readonly claims: readonly string[];
  /** namespace/name of each pod that has one and has not ended. */
  readonly pods: readonly string[];
}

const fields = [
  ...['.kind', '.metadata.namespace', '.metadata.name', '.status.phase', '.spec.storageClassName'],
  ...['.spec.claimRef.namespace', '.spec.claimRef.name', '.spec.volumes[*].persistentVolumeClaim.claimName'],
];
const seconds = 30;

/** Asks a control plane for the volumes of a class and for pods that use them, where `isAsked` ends without an error. */
export function usedVolumes(
  storageClass: string,
  cluster: Pick<Cluster, 'distribution'>,
  isAsked: Script,
): Fact<UsedVolumes> {
  const { adminConfig, kubectlWithin } = distributionOf(cluster);
  return commandFact(
    `volumes of ${storageClass}`,
    sh`[ -e ${adminConfig} ] || exit 0
${isAsked} || exit 0
${kubectlWithin(seconds)} get persistentvolumes,pods -A -o ${columnsOf(fields)}`,
    (stdout) => {
      const rows = rowsIn(stdout)
        .split('\n')
        .map((line) => line.split('\t'));
      const claims = rows.flatMap(([kind, , , , ofClass, namespace, claim]) =>
        kind === 'PersistentVolume' && ofClass === storageClass && claim ? [`${namespace}/${claim}`] : [],
      );
      const pods = rows.flatMap(([kind, namespace, name, phase = '', , , , names = '']) => {
        const isOver = kind !== 'Pod' || ['Succeeded', 'Failed'].includes(phase);
        const isUser = names.split(' ').some((claim) => claims.includes(`${namespace}/${claim}`));
        return !isOver && isUser ? [`${namespace}/${name}`] : [];
      });
      return { claims: claims.toSorted(), pods: pods.toSorted() };
    },
  );
}
