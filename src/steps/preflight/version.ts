import { Version } from '../../distributions/version.ts';
import { defineStep } from '../../engine/model.ts';
import { memberState } from '../../facts/cluster/member-state.ts';
import { programsFact } from '../../facts/programs.ts';
import type { Cluster } from '../../inventory/schema.ts';

/** The program whose version is the node's. */
const programs: Readonly<Record<Cluster['distribution'], string>> = { kubeadm: 'kubelet', k3s: 'k3s' };

export default defineStep({
  title: 'Version',
  needs: ({ cluster }) => ({ state: memberState(cluster), programs: programsFact('/usr/local/bin') }),
  *plan({ cluster, facts }) {
    const now = Version.parse(facts.programs.get(programs[cluster.distribution]) ?? '');
    if (facts.state !== 'done' || now === undefined || now.compare(cluster.version) === 0) return;
    const refusal = now.refusalOf(cluster.version);
    if (refusal) {
      return yield {
        kind: 'problem',
        summary: `it has ${cluster.distribution} ${now}, and the inventory asks for ${cluster.version}: ${refusal}`,
        hint: `Set cluster.version to ${now}, or to a newer one of the same or the next minor version`,
      };
    }
    if (cluster.distribution === 'k3s') return;
    yield {
      kind: 'problem',
      summary: `it has Kubernetes ${now}, and the inventory asks for ${cluster.version}: microcloud does not upgrade clusters of kubeadm yet`,
      hint: `Set cluster.version to ${now}`,
    };
  },
});
