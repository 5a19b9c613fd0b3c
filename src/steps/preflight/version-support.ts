import type { Arch } from '../../artifacts/architectures.ts';
import { clusterArtifacts } from '../../artifacts/artifact-table.ts';
import { minorOf } from '../../distributions/minors.ts';
import { untested } from '../../distributions/supported.ts';
import { distributionOf, unsupported } from '../../distributions/table.ts';
import { defineStep, type Note } from '../../engine/model.ts';
import { memberState } from '../../facts/cluster/member-state.ts';
import { architecture } from '../../facts/machine.ts';
import { programsFact } from '../../facts/programs.ts';
import type { Cluster, Node } from '../../inventory/schema.ts';

export default defineStep({
  id: 'skew.support',
  title: 'A version that gets fixes',
  needs: ({ cluster }) => ({ state: memberState(cluster), programs: programsFact('/usr/local/bin'), architecture }),
  *plan({ cluster, node, leader, facts }) {
    const { product, program, usual } = distributionOf(cluster);
    const { version } = cluster;
    const ended = minorOf(version)?.ended;
    const isNew = facts.state === 'none';
    if (ended && isNew && node.name === leader.name) {
      return yield {
        kind: 'problem',
        summary: `${product} ${version} would be a new cluster of a version that has had no fixes since ${ended}`,
        hint: `Set cluster.version to ${usual}. A cluster that has this version already is still looked at and cured`,
      };
    }
    if (facts.programs.get(program) === version.release) return;
    if (ended) {
      yield {
        kind: 'note',
        summary: `${product} ${version}: this version has had no fixes since ${ended}`,
        hint: 'Set cluster.version to the next minor version',
      };
    }
    const unknown = untested(cluster.distribution, version);
    if (unknown)
      yield { kind: 'note', summary: unknown, hint: 'microcloud doctor tells afterwards whether all is well' };
    // Said once: it is the same on all nodes.
    if (node.name === leader.name && !isPinned(cluster, node, facts.architecture))
      yield unpinned(`${product} ${version}`);
  },
});

/** Says whether microcloud has sums of its own for all that the node needs of this version. */
function isPinned(cluster: Cluster, { role }: Node, arch: Arch): boolean {
  if (unsupported(cluster.distribution, arch)) return true;
  return clusterArtifacts(cluster, role, arch).every(({ pin }) => pin !== undefined);
}

function unpinned(what: string): Note {
  return {
    kind: 'note',
    about: 'sums',
    summary: `${what}: microcloud has no sums of its own for some of its files. Those come from their publishers only, over HTTPS, or from where artifacts.sums vouches for them`,
    hint: 'microcloud bundle create --help, for a bundle that your inventory vouches for',
  };
}
