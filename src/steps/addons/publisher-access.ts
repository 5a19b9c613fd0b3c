import { pauseImage } from '../../artifacts/artifact-table.ts';
import { defineStep, type Scope } from '../../engine/model.ts';
import { pagesOf, publishersOf } from '../../inventory/node-roles.ts';
import type { Node } from '../../inventory/schema.ts';
import { manifest } from '../../resources/manifest.ts';
import type { ObjectSet } from '../../resources/object-set.ts';
import { ensureNoObjects, ensureObjects, objectsFact } from '../../resources/objects.ts';
import { pagesValues } from './pages-policies.ts';
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

/** Lists the objects that publishers and Cloudy's pages need in the cluster; undefined where no node publishes. */
function objects({ cloudy, nodes }: Pick<Scope, 'cloudy' | 'nodes'>, pauseImage: string): ObjectSet | undefined {
  const publishers = publishersOf(nodes, cloudy);
  if (publishers.length === 0) return undefined;
  const pages = pagesOf(nodes, cloudy);
  const tokens = (name: string, on: readonly Node[]) =>
    manifest('node-account.yaml', { account: name, nodes: on.map((node) => node.name), pauseImage });
  const forPublishers = [...manifest('publisher.yaml', {}), ...tokens('cloudy-publisher', publishers)];
  const forPages = [...manifest('cloudy-pages.yaml', pagesValues(cloudy)), ...tokens('cloudy-pages', pages)];
  const parts = [
    { summary: `Deploy ${account.title}`, documents: forPublishers },
    ...(pages.length === 0 ? [] : [{ summary: "Deploy access for Cloudy's pages", documents: forPages }]),
  ];
  const removal = () => "Remove access for Cloudy's pages";
  return { ...account, documents: parts.flatMap(({ documents }) => documents), parts, removal };
}
