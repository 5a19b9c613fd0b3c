import { defineStep } from '../../../engine/model.ts';
import { unitFact } from '../../../facts/unit.ts';
import { runPublisher } from '../../../resources/publisher-program.ts';
import { sh } from '../../../shell/sh.ts';

const units = ['microcloud-publisher.service', 'microcloud-publisher-token.service'] as const;

// Without a cluster there are no Services, but the list would show them as long as the node is on.
export default defineStep({
  id: 'leave.publisher',
  title: "the publisher, and the cluster's Services in Cloudy",
  needs: () => ({ publisher: unitFact(units[0]), token: unitFact(units[1]) }),
  *plan({ facts: { publisher, token } }) {
    const present = [publisher, token].filter(({ active, enablement }) => active || enablement === 'enabled');
    if (present.length === 0) return;
    const script = sh`systemctl disable --now ${present.map(({ unit }) => unit)}
${runPublisher(['--unpublish-all'])} || echo 'Serf does not answer: the list goes with it'`;
    yield { kind: 'change', summary: "Take the cluster's Services out of Cloudy, and stop the publisher", script };
  },
});
