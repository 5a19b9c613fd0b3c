import { defineStep } from '../../engine/model.ts';
import { listenersOn } from '../../facts/listeners.ts';

/** The ports that the web router takes on every node. */
const ports = [80, 443];

// The node sends these ports on to the router before any program sees a packet: nothing fails, and the program is alone.
export default defineStep({
  id: 'addon.ports',
  title: 'Ports for the web router',
  needs: ({ cluster }) => ({ listeners: cluster.addons?.ingress ? listenersOn(ports) : undefined }),
  *plan({ facts: { listeners = [] } }) {
    for (const { port, program } of listeners) {
      yield {
        kind: 'problem',
        about: `${port}`,
        stopsAll: true,
        summary: `${program} listens on port ${port}, which the addon ingress takes on every node: nobody would reach ${program} any more`,
        hint: 'Stop it, or give it another port: ssh {node} sudo ss -ltnp shows it. Or take ingress out of cluster.addons',
      };
    }
  },
});
