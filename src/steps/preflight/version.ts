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
    const now = facts.programs.get(programs[cluster.distribution])?.slice(1);
    if (facts.state !== 'done' || now === undefined || now === cluster.version) return;
    const refusal = refusalOf(now, cluster.version);
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

/** Why a cluster cannot go from one version to another: https://kubernetes.io/releases/version-skew-policy/ */
export function refusalOf(now: string, wanted: string): string | undefined {
  const [from, to] = [numbersOf(now), numbersOf(wanted)];
  const different = from.findIndex((number, index) => number !== to[index]);
  if ((to[different] ?? 0) < (from[different] ?? 0)) return 'Kubernetes cannot go back to an older version';
  const [, minorNow = 0] = from;
  const [, minorWanted = 0] = to;
  if (minorWanted > minorNow + 1) return 'Kubernetes goes from one minor version to the next, and skips none';
  return undefined;
}

/** [1, 35, 4, 1] of 1.35.4+k3s1 */
function numbersOf(version: string): readonly number[] {
  return [...version.replace('k3s', '').matchAll(/\d+/g)].map(([number]) => Number(number));
}
