import { defineStep } from '../../engine/model.ts';
import { clusterState } from '../../facts/cluster/cluster-state.ts';
import { objectsOf } from '../../facts/cluster/managed-objects.ts';
import { procFact } from '../../facts/proc.ts';
import { ensureNoObjects, ensureObjects } from '../../resources/objects.ts';
import { peopleFact, peopleObjects, peopleSet } from '../../resources/people-objects.ts';

/** Another text each time that it is read. */
const random = procFact('/proc/sys/kernel/random/uuid');

export default defineStep({
  id: 'people.access',
  title: 'People',
  on: 'leader',
  // Nodes send requests on to pods of other nodes, from addresses of their own.
  follows: 'nodes',
  needs: (scope) => ({
    objects: peopleFact(scope),
    state: clusterState(scope),
    random,
  }),
  *plan({ facts, cluster, people }) {
    const { objects, state } = facts;
    if (people.length === 0) return yield* ensureNoObjects(objects, cluster, peopleSet);
    const present = objectsOf(objects);
    const nodes = state.kind === 'running' ? state.nodes : [];
    const suffix = facts.random?.slice(0, 8) ?? '';
    yield* ensureObjects(objects, cluster, peopleObjects(people, cluster, { present, nodes, random: suffix }));
  },
});
