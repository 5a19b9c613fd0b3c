import { defineStep } from '../../engine/model.ts';
import { memberName } from '../../facts/cluster/known-as.ts';

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
