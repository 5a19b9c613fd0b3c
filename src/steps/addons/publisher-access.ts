import { pauseImage } from '../../artifacts/artifact-table.ts';
import { defineStep, type Scope } from '../../engine/model.ts';
import { publishersOf } from '../../inventory/node-roles.ts';
import { manifest } from '../../resources/manifest.ts';
import type { ObjectSet } from '../../resources/object-set.ts';
import { ensureNoObjects, ensureObjects, objectsFact } from '../../resources/objects.ts';
import { pauseImageFacts } from './pause-image.ts';

const account = { name: 'cloudy-publisher', title: "access for Cloudy's publisher" } as const;

export default defineStep({
  id: 'pub.access',
  title: "Access for Cloudy's publisher",
  on: 'leader',
  follows: 'nodes',
  needs: (scope) => ({
    objects: objectsFact(scope.cluster, objects(scope, pauseImage(scope.cluster)) ?? account),
    ...pauseImageFacts(scope.cluster),
  }),
  *plan({ facts, ...scope }) {
    const { cluster } = scope;
    const wanted = objects(scope, facts.image ?? pauseImage(cluster));
    yield* wanted ? ensureObjects(facts.objects, cluster, wanted) : ensureNoObjects(facts.objects, cluster, account);
  },
});

/** What the publishers need of the cluster; undefined where no node publishes. */
function objects({ cloudy, nodes }: Pick<Scope, 'cloudy' | 'nodes'>, image: string): ObjectSet | undefined {
  const names = publishersOf(nodes, cloudy).map(({ name }) => name);
  if (names.length === 0) return undefined;
  const documents = manifest('publisher.yaml', { nodes: names, pauseImage: image });
  return { ...account, documents };
}
