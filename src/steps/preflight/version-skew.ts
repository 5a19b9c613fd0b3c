import { distributionOf } from '../../distributions/table.ts';
import { Version } from '../../distributions/version.ts';
import { defineStep } from '../../engine/model.ts';
import { memberState } from '../../facts/cluster/member-state.ts';
import { partVersions } from '../../facts/part-versions.ts';
import { programsFact } from '../../facts/programs.ts';

export default defineStep({
  id: 'skew.step',
  title: 'Version',
  needs: ({ cluster }) => ({
    state: memberState(cluster),
    programs: programsFact('/usr/local/bin'),
    parts: partVersions(cluster),
  }),
  *plan({ cluster, node, leader, facts: { state, programs, parts } }) {
    if (state !== 'done') return;
    const installed = Version.parse(programs.recorded.get(distributionOf(cluster).program) ?? '');
    // In the middle of an upgrade the parts of a control plane are ahead of its program.
    for (const now of [...(installed ? [installed] : []), ...parts]) {
      const refusal = now.refusalOf(cluster.version);
      if (!refusal) continue;
      const next = `Set cluster.version to ${now}, or to a newer one of the same or the next minor version`;
      const isLate = node.name !== leader.name && cluster.version.compare(now) > 0;
      return yield {
        kind: 'problem',
        summary: `it has ${cluster.distribution} ${now}, and the inventory asks for ${cluster.version}: ${refusal}`,
        hint: isLate ? joinsAnew(next) : next,
      };
    }
  },
});

const joinsAnew = (otherwise: string) =>
  `If it was away while the others were upgraded: microcloud remove {node} --keep, then: microcloud init. ${otherwise}`;
