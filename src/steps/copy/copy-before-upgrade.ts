import { keepCopy } from '../../backup/copy-script.ts';
import { distributionOf } from '../../distributions/table.ts';
import { defineStep } from '../../engine/model.ts';
import { memberState } from '../../facts/cluster/member-state.ts';
import { commandFact } from '../../facts/command.ts';
import { programsFact } from '../../facts/programs.ts';
import { sh } from '../../shell/sh.ts';

/** The folder of copies, which only root reads: all that is in a copy is on this card anyway. */
export const copiesOnNode = '/var/lib/microcloud/copies';

export default defineStep({
  id: 'cluster.copy',
  title: 'A copy of the cluster as it was before another version',
  on: 'leader',
  needs: ({ cluster }) => ({
    state: memberState(cluster),
    programs: programsFact('/usr/local/bin'),
    kept: commandFact('copies on the node', sh`ls ${copiesOnNode} 2>/dev/null || :`, (stdout) => stdout.split('\n')),
  }),
  *plan({ facts: { state, programs, kept }, ...scope }) {
    const { program } = distributionOf(scope.cluster);
    const { release } = scope.cluster.version;
    const name = `before-${release}.tar.gz`;
    if (state !== 'done' || programs.recorded.get(program) === release || kept.includes(name)) return;
    const path = `${copiesOnNode}/${name}`;
    yield {
      kind: 'change',
      summary: `Keep a copy of the cluster as it is now, without what pods keep in volumes: ${path}`,
      script: keepCopy(scope, path),
    };
  },
});
