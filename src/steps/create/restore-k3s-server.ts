import { bringCopy, copyOnNode } from '../../backup/copy-on-node.ts';
import { defineStep } from '../../engine/model.ts';
import { memberState } from '../../facts/cluster/member-state.ts';
import { journalCause } from '../../facts/journal.ts';
import { makeServerFromCopy } from './k3s-restore.ts';

export default defineStep({
  id: 'node.absent',
  title: 'First server of k3s from a copy',
  only: 'k3s',
  on: 'leader',
  needs: ({ cluster }) => ({ state: memberState(cluster), copy: copyOnNode }),
  *plan({ facts: { state, copy }, ...scope }) {
    const { cluster, restoring } = scope;
    // The copy is removed last: while it is there, k3s may have been made of half of it.
    if (!restoring || (state === 'done' && !copy.exists)) return;
    if (!copy.exists || copy.content !== restoring.sums) yield bringCopy(restoring);
    yield {
      kind: 'change',
      about: 'cluster',
      summary: `Create the cluster "${cluster.name}" from that copy, with k3s ${cluster.version}`,
      script: makeServerFromCopy(scope, restoring),
      explain: journalCause(cluster),
    };
  },
});
