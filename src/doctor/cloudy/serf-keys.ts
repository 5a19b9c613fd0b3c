import { type SerfKey, serfKey } from '../../facts/serf-key.ts';
import { isControlPlane, wantsSerfKey } from '../../inventory/node-roles.ts';
import type { Node } from '../../inventory/schema.ts';
import { clusterCheck } from '../check.ts';

export default [
  clusterCheck({
    id: 'serf.key',
    title: 'Its Serf does not have the key of the other nodes',
    why: 'It is alone in Cloudy: agents with a key, with another one, and without one do not understand each other.',
    // Without --only: the leader, which has the key, must be asked, too.
    advice: 'microcloud init',
    runbook:
      'Where the inventory names no community, the nodes share a key, so that strangers in the network cannot speak to Serf. init makes the key when all nodes are on, and hands it to them. A community with a key of its own names it in cloudy.serf.key. The key is in /etc/microcloud/serf-key.json, for root only.',
    source: 'https://www.serf.io/docs/agent/encryption.html',
    entailsAnywhere: ['serf.disagree'],
    needs: () => ({ serfKey }),
    *judge({ nodes, cloudy, looked }) {
      const isCommunitys = cloudy.serf.key !== undefined;
      if (!isCommunitys && !wantsSerfKey({ nodes, cloudy })) return;
      const known = looked.flatMap(({ node, isMember, told }) => {
        const key = isMember && node.cloudy ? told(serfKey) : undefined;
        return key ? [{ node, key }] : [];
      });
      const given = known.filter(({ key }) => key.exists);
      const [first] = [...given.filter(({ node }) => isControlPlane(node)), ...given];
      if (isCommunitys && !first) yield* known.map(({ node }) => ({ node: node.name, what: withoutCommunity }));
      else if (known.length > 0 && !first)
        yield {
          what: 'Serf is not encrypted: whoever reaches port 5000 of a node can be a member',
          why: 'A stranger in the network can show entries in Cloudy, and forge messages of nodes.',
          severity: 'warning',
        };
      if (first) yield* differing(known, first);
    },
  }),
];

const withoutCommunity = "Its Serf lacks the community's key";

interface Known {
  readonly node: Node;
  readonly key: SerfKey;
}

function* differing(all: readonly Known[], { node: first, key: { sum } }: Known) {
  for (const { node, key } of all) {
    if (key.sum === sum) continue;
    const what = key.exists ? `Its Serf has another key than ${first.name}` : `Its Serf lacks the key of ${first.name}`;
    yield { node: node.name, what };
  }
}
