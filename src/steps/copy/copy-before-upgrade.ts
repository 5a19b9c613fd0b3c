import { keepCopy } from '../../backup/copy-script.ts';
import { distributionOf } from '../../distributions/table.ts';
import { defineStep } from '../../engine/model.ts';
import { memberState } from '../../facts/cluster/member-state.ts';
import { commandFact, linesIn } from '../../facts/command.ts';
import { fileFact } from '../../facts/file.ts';
import { partVersions } from '../../facts/part-versions.ts';
import { programsFact } from '../../facts/programs.ts';
import { sh } from '../../shell/sh.ts';
import { upgradeMark } from '../upgrade/run-kubeadm-upgrade.ts';

/** The folder of copies, which only root reads: all that is in a copy is on this card anyway. */
export const copiesOnNode = '/var/lib/microcloud/copies';

/** Hours after which a copy is made anew, unless the upgrade has begun. */
const freshHours = 24;

/** Asks how many hours ago each copy on the node was made. */
const keptCopies = commandFact(
  'copies on the node',
  sh`for copy in ${copiesOnNode}/*.tar.gz; do
  [ ! -e "$copy" ] || echo "\${copy##*/} $((($(date +%s) - $(stat -c %Y "$copy")) / 3600))"
done`,
  (stdout) => new Map(linesIn(stdout).map((line) => line.split(' ') as [string, string])),
);

export default defineStep({
  id: 'cluster.copy',
  title: 'A copy of the cluster as it was before another version',
  on: 'leader',
  needs: ({ cluster }) => ({
    state: memberState(cluster),
    programs: programsFact('/usr/local/bin'),
    kept: keptCopies,
    parts: partVersions(cluster),
    mark: fileFact(upgradeMark),
  }),
  *plan({ facts: { state, programs, kept, parts, mark }, ...scope }) {
    const { program } = distributionOf(scope.cluster);
    const { version } = scope.cluster;
    const { release } = version;
    if (state !== 'done' || programs.recorded.get(program) === release) return;
    const name = `before-${release}.tar.gz`;
    const hours = kept.get(name);
    // Once the upgrade has begun, only the first copy is one of the cluster as it was before.
    const hasBegun = mark.exists || parts.some((one) => one.compare(version) === 0);
    if (hours !== undefined && (hasBegun || Number(hours) < freshHours)) return;
    const path = `${copiesOnNode}/${name}`;
    yield {
      kind: 'change',
      summary: `Keep a copy of the cluster as it is now, without what pods keep in volumes: ${path}`,
      script: keepCopy(scope, path),
    };
  },
});
