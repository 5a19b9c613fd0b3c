import { defineStep } from '../../../engine/model.ts';
import { unitFact } from '../../../facts/unit.ts';
import { ensureStopped } from '../../../resources/ensure-unit.ts';
import { proxy } from '../../../resources/proxy.ts';

export default defineStep({
  id: 'leave.proxy',
  title: 'what passes connections on to the cluster',
  on: 'proxies',
  needs: () => ({ unit: unitFact(proxy.unit) }),
  *plan({ facts: { unit } }) {
    yield* ensureStopped(unit);
  },
});
