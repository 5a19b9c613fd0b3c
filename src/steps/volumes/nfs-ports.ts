import { defineStep } from '../../engine/model.ts';
import { askedIf } from '../../facts/command.ts';
import { nfsOfOthers } from '../../facts/nfs.ts';
import { unitFact } from '../../facts/unit.ts';
import { sh } from '../../shell/sh.ts';

/** Units that only NFS before version 4 needs, and that Debian's packages start: they answer everybody on port 111. */
export const closedUnits = ['rpcbind.socket', 'rpcbind.service', 'rpc-statd.service'] as const;

export default defineStep({
  id: 'addon.nfs_ports',
  title: 'Ports of old NFS',
  needs: ({ cluster }) =>
    askedIf(cluster.addons?.nfs !== undefined, {
      others: nfsOfOthers,
      socket: unitFact(closedUnits[0]),
      service: unitFact(closedUnits[1]),
      locks: unitFact(closedUnits[2]),
    }),
  *plan({ facts: { others, socket, service, locks } }) {
    // Debian 11 has no settings by which NFS does without these units.
    if (!others || others.hasOthers || !others.hasSettings) return;
    if ([socket, service, locks].every((unit) => unit?.enablement === 'masked')) return;
    const script = sh`systemctl disable --now ${closedUnits} 2>/dev/null || :
systemctl mask ${closedUnits}`;
    yield { kind: 'change', summary: 'Close port 111, which NFS 4 does not need', script };
  },
});
