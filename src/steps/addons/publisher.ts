import { pauseImage } from '../../artifacts/artifact-table.ts';
import { defineStep } from '../../engine/model.ts';
import { clusterState } from '../../facts/cluster/cluster-state.ts';
import { publishersOf } from '../../inventory/publishers.ts';
import { ensureApplied } from '../../resources/manifest.ts';
import { template } from '../../resources/template.ts';

export default defineStep({
  title: "Access for Cloudy's publisher",
  on: 'leader',
  follows: 'nodes',
  needs: ({ cluster }) => ({ state: clusterState(cluster) }),
  *plan({ cluster, cloudy, nodes, facts }) {
    const names = publishersOf(nodes, cloudy).map(({ name }) => name);
    if (names.length === 0) return;
    const values = { nodes: JSON.stringify(names), pauseImage: pauseImage(cluster) };
    const manifest = (applied: string) => template('publisher.yaml', { ...values, applied });
    yield* ensureApplied(
      facts.state,
      cluster,
      'microcloud/cloudy-publisher',
      "access for Cloudy's publisher",
      manifest,
    );
  },
});
