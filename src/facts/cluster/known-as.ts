import { X509Certificate } from 'node:crypto';
import { k3sPaths } from '../../distributions/k3s-paths.ts';
import { distributionOf } from '../../distributions/table.ts';
import type { Fact } from '../../engine/model.ts';
import type { Cluster } from '../../inventory/schema.ts';
import { sh } from '../../shell/sh.ts';
import { commandFact } from '../command.ts';

/**
 * Asks by what name its cluster knows this node; undefined where it is in no cluster, or its certificate is not that of
 * a node.
 */
export function memberName(cluster: Pick<Cluster, 'distribution'>): Fact<string | undefined> {
  return commandFact(
    'name in the cluster',
    // Only the first certificate is read: its authority may follow, or the key, which stays on the node.
    sh`sed -n '/BEGIN CERTIFICATE/,/END CERTIFICATE/{p;/END CERTIFICATE/q}' ${distributionOf(cluster).nodeCertificate} 2>/dev/null || :`,
    (stdout) => {
      if (!stdout.includes('BEGIN CERTIFICATE')) return undefined;
      return /^CN=system:node:(.+)$/m.exec(new X509Certificate(stdout).subject)?.[1];
    },
  );
}

/** The address that a control plane announces: certificates, etcd and all other nodes know the control plane by it. */
export const memberAddress = commandFact(
  'address in the cluster',
  sh`grep -hs advertise-address /etc/kubernetes/manifests/kube-apiserver.yaml ${k3sPaths.config} || :`,
  (stdout) => /advertise-address"?[=:] *"?([\d.]+)/.exec(stdout)?.[1],
);
