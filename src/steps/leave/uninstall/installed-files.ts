import { defineStep } from '../../../engine/model.ts';
import { presentFact } from '../../../facts/remains.ts';
import { then } from '../../../resources/adjust-findings.ts';
import { sh } from '../../../shell/sh.ts';
import { ensureGone, tracesOf } from '../traces.ts';

export default defineStep({
  id: 'leave.files',
  title: 'units and settings of Kubernetes',
  on: 'machines',
  needs: ({ cluster }) => ({ present: presentFact('files of Kubernetes', tracesOf(cluster).installed) }),
  *plan({ facts: { present } }) {
    yield* then(ensureGone(present, `Remove ${present.join(', ')}`), sh`systemctl daemon-reload`);
  },
});
