import { defineStep } from '../../../engine/model.ts';
import { presentFact } from '../../../facts/remains.ts';
import { ensureGone, tracesOf } from '../traces.ts';

export default defineStep({
  id: 'leave.state',
  title: 'files of the cluster and its pods',
  needs: ({ cluster }) => ({ present: presentFact('files of the cluster', tracesOf(cluster).state) }),
  *plan({ facts: { present } }) {
    yield* ensureGone(present, `Erase ${present.join(', ')}`);
  },
});
