import { defineStep, type Finding } from '../../engine/model.ts';
import { unitFact } from '../../facts/unit.ts';
import { daemonNeeds, ensureDaemon } from '../../resources/ensure-daemon.ts';
import { ensureStopped } from '../../resources/ensure-unit.ts';
import { proxy } from '../../resources/proxy.ts';
import { template } from '../../resources/template.ts';
import { haproxyText } from './haproxy.ts';

/** A proxy passes on what comes to the cluster: to APIs that are ready, and to nodes that serve. */
export default defineStep({
  id: 'net.haproxy',
  title: 'HAProxy',
  on: 'proxies',
  follows: 'nodes',
  needs: () => ({ ...daemonNeeds(proxy), packaged: unitFact('haproxy.service') }),
  *plan({ facts, ...scope }): Iterable<Finding> {
    const { cluster, node, proxies } = scope;
    // Debian's unit starts with its package, and has nothing to do.
    yield* ensureStopped(facts.packaged);
    yield* ensureDaemon(proxy, facts, {
      content: haproxyText(scope),
      why: `so that ${cluster.sharedAddress} leads to the cluster`,
      unitText: template('microcloud-proxy.service', { written: proxy.configuration, loaded: proxy.loaded }),
    });
    if (proxies.length > 1) return;
    yield {
      kind: 'note',
      summary: `${node.name} is the only proxy: while it is off, nobody reaches the cluster at ${cluster.sharedAddress}.`,
      hint: 'Give another machine role: proxy, too',
    };
  },
});
