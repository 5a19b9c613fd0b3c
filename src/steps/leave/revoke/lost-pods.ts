import { distributionOf } from '../../../distributions/table.ts';
import { defineStep } from '../../../engine/model.ts';
import { linesFact } from '../../../facts/command.ts';
import type { Cluster } from '../../../inventory/schema.ts';
import { sh } from '../../../shell/sh.ts';

/** Asks for the pods that the cluster still sees on a node, as NAMESPACE/NAME. */
const podsFact = (name: string, { distribution }: Cluster) => {
  const { kubectl } = distributionOf({ distribution });
  const line = 'jsonpath={range .items[*]}{.metadata.namespace}/{.metadata.name}{"\\n"}{end}';
  const script = sh`${kubectl} get pods -A --field-selector ${`spec.nodeName=${name}`} -o ${line}`;
  return linesFact(`pods of ${name}`, script);
};

// A token that a pod has for the API is valid as long as the pod's object is there. Kubernetes would delete these
// objects by itself, but only some minutes after the node is gone.
export default defineStep({
  id: 'leave.pods',
  title: 'Pods of a lost node, and the tokens that it has for them',
  needs: ({ cluster, leaving = [] }) =>
    Object.fromEntries(leaving.map(({ node: { name } }) => [name, podsFact(name, cluster)])),
  *plan({ cluster, facts }) {
    const { kubectl } = distributionOf(cluster);
    for (const [name, pods] of Object.entries(facts)) {
      if (pods.length === 0) continue;
      const summary = `Delete what the cluster has of ${pods.length === 1 ? 'the pod' : `${pods.length} pods`} of ${name}, and with it the node's tokens for them`;
      const options = ['-A', '--force', '--grace-period=0', '--wait=false', '--ignore-not-found'];
      const script = sh`${kubectl} delete pods ${options} --field-selector ${`spec.nodeName=${name}`}`;
      yield { kind: 'change', about: name, summary, script };
    }
  },
});
