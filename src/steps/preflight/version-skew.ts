import { distributionOf } from '../../distributions/table.ts';
import { Version } from '../../distributions/version.ts';
import { defineStep } from '../../engine/model.ts';
import { memberState } from '../../facts/cluster/member-state.ts';
import { programsFact } from '../../facts/programs.ts';

export default defineStep({
  id: 'skew.step',
  title: 'Version',
  needs: ({ cluster }) => ({ state: memberState(cluster), programs: programsFact('/usr/local/bin') }),
  *plan({ cluster, facts }) {
    const { program, product, isUpgraded } = distributionOf(cluster);
    const now = Version.parse(facts.programs.get(program) ?? '');
    if (facts.state !== 'done' || now === undefined || now.compare(cluster.version) === 0) return;
    const refusal = now.refusalOf(cluster.version);
    if (refusal) {
      return yield {
        kind: 'problem',
        summary: `it has ${cluster.distribution} ${now}, and the inventory asks for ${cluster.version}: ${refusal}`,
        hint: `Set cluster.version to ${now}, or to a newer one of the same or the next minor version`,
      };
    }
    if (isUpgraded) return;
    yield {
      kind: 'problem',
      summary: `it has ${product} ${now}, and the inventory asks for ${cluster.version}: microcloud does not upgrade clusters of ${cluster.distribution} yet`,
      hint: `Set cluster.version to ${now}`,
    };
  },
});
