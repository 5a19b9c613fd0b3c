import { distributionOf } from '../../distributions/table.ts';
import type { Fact } from '../../engine/model.ts';
import type { Cluster } from '../../inventory/schema.ts';
import { lines, type Script, sh } from '../../shell/sh.ts';
import { commandFact } from '../command.ts';

// A group's name has colons, and a key of a ConfigMap may have none.
const object = 'microcloud-groups';
const keyOf = (group: string) => group.replaceAll(':', '.');

/**
 * The groups of all certificates that the cluster has signed for people, also those of people who are gone. A certificate
 * cannot be taken back: who gets a group a second time brings all its old files back to life.
 */
export interface GivenGroups {
  has(group: string): boolean;
}

export function givenGroups({ distribution }: Pick<Cluster, 'distribution'>): Fact<GivenGroups> {
  const { kubectl } = distributionOf({ distribution });
  return commandFact(
    'groups of people, ever',
    sh`${kubectl} -n kube-system get configmap --ignore-not-found ${object} -o jsonpath={.data}`,
    (stdout) => {
      const keys = new Set(Object.keys(JSON.parse(stdout.trim() || '{}') as object));
      return { has: (group) => keys.has(keyOf(group)) };
    },
  );
}

/** Notes a group before a certificate has it. Safe to repeat. */
export function noteGroup({ distribution }: Pick<Cluster, 'distribution'>, group: string, until: Date): Script {
  const { kubectl } = distributionOf({ distribution });
  const data = JSON.stringify({ data: { [keyOf(group)]: until.toISOString() } });
  return lines([
    sh`[ -n "$(${kubectl} -n kube-system get configmap --ignore-not-found ${object} -o name)" ] || ${kubectl} -n kube-system create configmap ${object}`,
    sh`${kubectl} -n kube-system patch configmap ${object} --type merge -p ${data}`,
  ]);
}
