import { defineStep } from '../../engine/model.ts';
import { contentOf, fileFact } from '../../facts/file.ts';
import { ensureFile } from '../../resources/ensure-file.ts';
import { withSettings } from '../../resources/settings.ts';
import { peersOf, serfPort, serfRpc } from './serf-members.ts';

// A step of its own, apart from the pages: this file changes when other nodes come and go.
export default defineStep({
  id: 'cloudy.config',
  title: "Serf's settings in the web pages of Cloudy",
  follows: 'nodes',
  needs: () => ({ config: fileFact('/etc/avahi-ps-serf.conf') }),
  *plan({ node, nodes, cloudy, facts: { config } }) {
    if (!node.cloudy || cloudy.install === 'agent') return;
    const [SERF_JOIN = ''] = peersOf(node, nodes, cloudy);
    const settings = { SERF_RPC_ADDR: serfRpc, SERF_BIND: String(serfPort), SERF_JOIN };
    yield* ensureFile(config, { content: withSettings(contentOf(config), settings) });
  },
});
