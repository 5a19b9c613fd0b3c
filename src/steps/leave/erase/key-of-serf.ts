import { defineStep } from '../../../engine/model.ts';
import { fileFact } from '../../../facts/file.ts';
import { serfKey, serfKeyDropIn, serfKeyFile } from '../../../facts/serf-key.ts';
import { sh } from '../../../shell/sh.ts';

export default defineStep({
  id: 'leave.state',
  title: "the key of the nodes' Serf agents",
  needs: () => ({ key: serfKey, dropIn: fileFact(serfKeyDropIn) }),
  *plan({ facts: { key, dropIn } }) {
    if (!key.exists && !dropIn.exists) return;
    yield {
      kind: 'change',
      about: serfKeyFile,
      summary: "Erase Serf's key: the node is in Cloudy by itself from then on",
      // The folder stays where somebody else has files in it.
      script: sh`rm -f ${serfKeyFile} ${serfKeyDropIn}
rmdir --ignore-fail-on-non-empty ${serfKeyDropIn.replace(/\/[^/]*$/, '')} 2>/dev/null || :
systemctl daemon-reload
if systemctl is-active -q serf.service; then systemctl restart serf.service; fi`,
    };
  },
});
