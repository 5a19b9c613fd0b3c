import { count } from '../../counted.ts';
import { distributionOf } from '../../distributions/table.ts';
import { defineStep } from '../../engine/model.ts';
import { certificatesFact, nodeCertificateEnded } from '../../facts/certificates.ts';
import { memberState } from '../../facts/cluster/member-state.ts';
import { askedIf } from '../../facts/command.ts';
import { journalCause } from '../../facts/journal.ts';
import { certificateTimer } from '../../resources/timers.ts';
import { sh } from '../../shell/sh.ts';

/**
 * Days before its end at which a certificate is renewed. k3s renews by itself when it starts, also at 90 days or more.
 */
const renewalDays = 90;

export default defineStep({
  id: 'cert.expiry',
  title: 'Certificates are valid for some time, and in use',
  needs: ({ cluster, node }) => ({
    state: memberState(cluster),
    ...askedIf(distributionOf(cluster).renews.includes(node.role), {
      certificates: certificatesFact(cluster),
      hasEnded: nodeCertificateEnded(cluster),
    }),
  }),
  *plan({ cluster, facts: { state, certificates, hasEnded } }) {
    if (state !== 'done' || certificates === undefined) return;
    const { days = Number.POSITIVE_INFINITY, outdated } = certificates;
    const change = {
      kind: 'change',
      script: sh`sh ${certificateTimer.script} ${renewalDays}`,
      explain: journalCause(cluster),
    } as const;
    if (days < renewalDays) {
      const id = days < 0 ? 'cert.expired' : 'cert.expiry';
      yield { ...change, id, summary: `Renew certificates, which ${endOf(days)}` };
    } else if (hasEnded) {
      const summary = 'Renew the certificate of kubelet, which has ended, and start kubelet';
      yield { ...change, id: 'cert.expired', summary };
    } else if (outdated.length > 0) {
      const summary = `Start ${outdated.join(', ')} anew, with the new certificates`;
      yield { ...change, id: 'cert.outdated', summary };
    }
  },
});

function endOf(days: number): string {
  if (days < 0) return `ended ${count(-days, 'day')} ago`;
  return days === 0 ? 'end today' : `end in ${count(days, 'day')}`;
}
