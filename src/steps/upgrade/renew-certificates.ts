import { count } from '../../counted.ts';
import { distributionOf } from '../../distributions/table.ts';
import { defineStep, type Problem } from '../../engine/model.ts';
import { certificatesFact, nodeCertificateState } from '../../facts/certificates.ts';
import { memberState } from '../../facts/cluster/member-state.ts';
import { askedIf } from '../../facts/command.ts';
import { journalCause } from '../../facts/journal.ts';
import { memberRole } from '../../inventory/node-roles.ts';
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
      own: nodeCertificateState(cluster),
    }),
  }),
  *plan({ cluster, node, facts: { state, certificates, own } }) {
    if (state !== 'done' || certificates === undefined) return;
    const { days = Number.POSITIVE_INFINITY, early, outdated } = certificates;
    const renewal = (...words: readonly string[]) => ({
      kind: 'change' as const,
      script: sh`sh ${certificateTimer.script} ${renewalDays} ${words}`,
      explain: journalCause(cluster),
    });
    if (early !== undefined || own === 'early') {
      const byHand = distributionOf(cluster).renewByHand?.(memberRole(node));
      yield byHand === undefined
        ? { ...renewal('anew'), id: 'cert.expired', summary: earlyText(early) }
        : madeTooLate(early, byHand);
    } else if (days < renewalDays) {
      const id = days < 0 ? 'cert.expired' : 'cert.expiry';
      yield { ...renewal(), id, summary: `Renew certificates, which ${endOf(days)}` };
    } else if (own === 'ended') {
      const summary = 'Renew the certificate of kubelet, which has ended, and start kubelet';
      yield { ...renewal(), id: 'cert.expired', summary };
    } else if (outdated.length > 0) {
      const summary = `Start ${outdated.join(', ')} anew, with the new certificates`;
      yield { ...renewal(), id: 'cert.outdated', summary };
    }
  },
});

const because = 'made while the clock was wrong';

function earlyText(days: number | undefined): string {
  if (days === undefined) return `Renew certificates, as that of kubelet was ${because}`;
  return `Renew certificates, which begin only in ${count(days, 'day')}: they were ${because}`;
}

function madeTooLate(days: number | undefined, byHand: string): Problem {
  const what = days === undefined ? '' : ` begin only in ${count(days, 'day')}: they`;
  return {
    kind: 'problem',
    id: 'cert.expired',
    summary: `its certificates${what} were ${because}`,
    hint: `ssh {node} "${byHand}". Then: microcloud init`,
  };
}

function endOf(days: number): string {
  if (days < 0) return `ended ${count(-days, 'day')} ago`;
  return days === 0 ? 'end today' : `end in ${count(days, 'day')}`;
}
