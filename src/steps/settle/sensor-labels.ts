import { defineStep } from '../../engine/model.ts';
import { callApi, sensorLabel, sensors, sensorsInCluster, toldSensors } from '../../facts/sensors.ts';
import { sh } from '../../shell/sh.ts';

// Each node sets these labels itself, with kubelet's access, while it is looked at: the leader does not know what a
// reboot of another node has brought.
export default defineStep({
  id: 'sensor.label',
  title: 'Sensors, as labels',
  needs: ({ cluster, node }) => ({ sensors, told: sensorsInCluster(cluster, node) }),
  *plan({ cluster, node, facts }) {
    const { told } = facts;
    if (told === 'unasked') return;
    if (told === 'silent') {
      if (facts.sensors.length > 0) yield cannotTell(facts.sensors);
      return;
    }
    const missing = facts.sensors.filter((name) => !told.includes(name));
    const surplus = told.filter((name) => !facts.sensors.includes(name));
    if (missing.length + surplus.length === 0) return;
    const labels = Object.fromEntries([
      ...missing.map((name) => [`${sensorLabel}${name}`, 'true']),
      ...surplus.map((name) => [`${sensorLabel}${name}`, null]),
    ]);
    const words = [
      ...(missing.length > 0 ? [`Label ${node.name} with its sensors: ${missing.join(', ')}`] : []),
      ...(surplus.length > 0
        ? [`Take the label of ${surplus.join(', ')} off ${node.name}, which no longer has it`]
        : []),
    ];
    const body = JSON.stringify({ metadata: { labels } });
    yield {
      kind: 'change',
      summary: words.join('. '),
      script: sh`mkdir -p ${toldSensors.slice(0, toldSensors.lastIndexOf('/'))} && touch ${toldSensors}
${callApi(cluster, node.name)} -o /dev/null -X PATCH -H 'Content-Type: application/merge-patch+json' -d ${body}
${facts.sensors.length > 0 ? sh`:` : sh`rm ${toldSensors}`}`,
    };
  },
});

function cannotTell(names: readonly string[]) {
  return {
    kind: 'note' as const,
    summary: `the cluster cannot be told now that it has ${names.join(' and ')}`,
    hint: 'microcloud init tells it when the API answers and curl is there: ssh {node} sudo apt-get install curl',
  };
}
