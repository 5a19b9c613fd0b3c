import { X509Certificate } from 'node:crypto';
import { distributionOf } from '../../distributions/table.ts';
import { defineStep } from '../../engine/model.ts';
import { commandFact } from '../../facts/command.ts';
import type { Cluster } from '../../inventory/schema.ts';
import { sh } from '../../shell/sh.ts';

/** By what name the cluster knows this node; undefined where it is in none, or its certificate says something else. */
const memberName = (cluster: Pick<Cluster, 'distribution'>) =>
  commandFact(
    'name in the cluster',
    // What follows the first certificate is its authority, or the key, which stays on the node.
    sh`sed -n '/BEGIN CERTIFICATE/,/END CERTIFICATE/{p;/END CERTIFICATE/q}' ${distributionOf(cluster).nodeCertificate} 2>/dev/null || :`,
    (stdout) => {
      if (!stdout.includes('BEGIN CERTIFICATE')) return undefined;
      return /^CN=system:node:(.+)$/m.exec(new X509Certificate(stdout).subject)?.[1];
    },
  );

// A kubelet with another name than that of its certificate is refused by the API: after its next start the node is lost.
export default defineStep({
  id: 'node.foreign',
  title: 'Name in the cluster',
  needs: ({ cluster }) => ({ memberName: memberName(cluster) }),
  *plan({ node, facts: { memberName: known } }) {
    if (known === undefined || known === node.name) return;
    yield {
      kind: 'problem',
      about: known,
      summary: `its cluster knows it as ${known}, and the inventory calls it ${node.name}: a member keeps its name`,
      hint: `Write name: ${known} again. To rename it: microcloud remove ${known}, then add it as ${node.name}, then: microcloud init`,
    };
  },
});
