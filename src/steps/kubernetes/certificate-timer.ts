import { distributionOf } from '../../distributions/table.ts';
import { defineStep } from '../../engine/model.ts';
import { memberRole } from '../../inventory/node-roles.ts';
import { entrance } from '../../resources/entrance.ts';
import { template } from '../../resources/template.ts';
import { certificateTimer, ensureTimer, timerNeeds } from '../../resources/timers.ts';
import { apiGraceSeconds } from '../upgrade/end-old-api.ts';

export default defineStep({
  id: 'cert.timer',
  title: 'Certificates are renewed without a person',
  needs: () => timerNeeds(certificateTimer),
  *plan({ cluster, node, facts }) {
    const { renews, certificates, parts, renewCertificates } = distributionOf(cluster);
    if (!renews.includes(node.role)) return;
    const values = {
      files: certificates.join(' '),
      parts: parts.join(' '),
      pausing: entrance.pausing,
      handOver: entrance.handOver,
      grace: String(apiGraceSeconds),
      renew: renewCertificates(memberRole(node)),
    };
    yield* ensureTimer(facts, {
      content: template('renew-certificates.sh', values),
      values: { day: dayOf(node.name) },
    });
  },
});

/** Chooses a day of the month, 01 to 28, by the node's name: names in a row have days in a row. */
function dayOf(name: string): string {
  const sum = [...name].reduce((total, sign) => total + (sign.codePointAt(0) ?? 0), 0);
  return String((sum % 28) + 1).padStart(2, '0');
}
