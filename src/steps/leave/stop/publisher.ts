import { defineStep } from '../../../engine/model.ts';
import { unitFact } from '../../../facts/unit.ts';
import { sh } from '../../../shell/sh.ts';

const units = ['microcloud-publisher.service', 'microcloud-publisher-token.service'] as const;
const program = '/usr/local/lib/microcloud/publisher.cjs';
const config = '/etc/microcloud/publisher.json';

export default defineStep({
  title: "the publisher, and the cluster's Services in Cloudy",
  needs: () => ({ publisher: unitFact(units[0]), token: unitFact(units[1]) }),
  *plan({ facts: { publisher, token } }) {
    const present = [publisher, token].filter(({ active, enablement }) => active || enablement === 'enabled');
    if (present.length === 0) return;
    // The tag outlives its writer. An agent that does not run has none.
    const script = sh`systemctl disable --now ${present.map(({ unit }) => unit)}
if [ -e ${program} ] && [ -e ${config} ] && systemctl -q is-active serf.service; then
  timeout 30 node ${program} --config ${config} --unpublish-all || :
fi`;
    yield { kind: 'change', summary: "Take the cluster's Services out of Cloudy, and stop the publisher", script };
  },
});
