import { defineStep } from '../../../engine/model.ts';
import { unitFact } from '../../../facts/unit.ts';
import { entrance } from '../../../resources/entrance.ts';
import { sh } from '../../../shell/sh.ts';

// keepalived tells the others when it stops, so another control plane takes the address within a second.
export default defineStep({
  id: 'leave.shared_address',
  title: 'the address that the control planes share',
  on: 'machines',
  needs: () => ({ unit: unitFact(entrance.unit) }),
  *plan({ facts: { unit } }) {
    if (!unit.active && unit.enablement !== 'enabled') return;
    yield {
      kind: 'change',
      summary: 'Leave the shared address to other control planes',
      script: sh`systemctl disable --now ${entrance.unit}`,
    };
  },
});
