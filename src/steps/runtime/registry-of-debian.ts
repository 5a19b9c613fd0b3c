import { defineStep } from '../../engine/model.ts';
import { unitFact } from '../../facts/unit.ts';
import { ensureStopped } from '../../resources/ensure-unit.ts';
import { hasRegistry, imageRegistry } from '../../resources/image-registry.ts';

// The package starts a registry by itself: open to everybody who reaches the node, without a login, and on the port of
// Serf.
export default defineStep({
  id: 'addon.registry',
  title: "Debian's own registry",
  needs: () => ({ unit: unitFact(imageRegistry.unitOfDebian) }),
  *plan({ cluster, node, facts }) {
    if (hasRegistry({ cluster, node })) yield* ensureStopped(facts.unit);
  },
});
