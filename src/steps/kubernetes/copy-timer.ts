import { timerScript } from '../../backup/timer-script.ts';
import { distributionOf } from '../../distributions/table.ts';
import { defineStep } from '../../engine/model.ts';
import { isControlPlane } from '../../inventory/node-roles.ts';
import { copyTimer, ensureNoTimer, ensureTimer, timerNeeds } from '../../resources/timers.ts';

/** Each control plane copies the cluster by itself, where the inventory says so. */
export default defineStep({
  id: 'backup.timer',
  title: 'The cluster is copied without a person',
  follows: 'nodes',
  needs: () => timerNeeds(copyTimer),
  *plan({ facts, ...scope }) {
    const { backup } = scope.cluster;
    if (!backup || !isControlPlane(scope.node)) {
      // The inventory wants no copies (any more), or the node is a worker now. Copies that are there stay.
      return yield* ensureNoTimer(facts, 'Stop copying the cluster by itself');
    }
    const { adminConfig } = distributionOf(scope.cluster);
    yield* ensureTimer(facts, {
      content: timerScript(scope, backup),
      why: `so that a copy goes to ${backup.path} every ${backup.every}`,
      values: { adminConfig, every: calendars[backup.every] },
    });
  },
});

const calendars = { day: 'daily', week: 'weekly' } as const;
