import { describe } from 'node:test';
import step from '../../../src/steps/settle/sensor-labels.ts';
import { makeScope } from '../../support/plan.ts';
import { itPlans } from '../../support/rows.ts';

const told = (...labels: readonly string[]) =>
  JSON.stringify({ metadata: { labels: Object.fromEntries(labels.map((label) => [label, 'true'])) } });
const dht11 = 'microcloud.cloudy/sensor-dht11';

describe('the sensors of a node', () => {
  itPlans(
    step,
    { sensors: 'dht11\n', told: told('kubernetes.io/arch', dht11) },
    {
      'are known': { finds: [] },
      'are none': { when: { sensors: '', told: 'unasked\n' }, finds: [] },
      'become labels, set as kubelet': {
        when: { told: told('kubernetes.io/arch') },
        finds: ['change: Label pi-2 with its sensors: dht11'],
        calls: [
          `curl -sf --max-time 10 --cacert /etc/kubernetes/pki/ca.crt --cert /var/lib/kubelet/pki/kubelet-client-current.pem --key /var/lib/kubelet/pki/kubelet-client-current.pem https://192.168.0.201:6443/api/v1/nodes/pi-2 -o /dev/null -X PATCH -H Content-Type: application/merge-patch+json -d {"metadata":{"labels":{"${dht11}":"true"}}}`,
        ],
        leaves: { '/var/lib/microcloud/sensors-told': '' },
      },
      'lose the label with the sensor': {
        when: { sensors: '' },
        finds: ['change: Take the label of dht11 off pi-2, which no longer has it'],
        leaves: { '/var/lib/microcloud/sensors-told': undefined },
      },
      change: {
        when: { sensors: 'bme280\n' },
        finds: [
          'change: Label pi-2 with its sensors: bme280. Take the label of dht11 off pi-2, which no longer has it',
        ],
      },
      'are labels with k3s, too': {
        when: { told: told() },
        scope: makeScope({ cluster: { distribution: 'k3s' } }),
        finds: ['change: Label pi-2 with its sensors: dht11'],
        undone: 'the row before has shown it',
      },
      'are told later while the API is silent': {
        when: { told: 'silent\n' },
        finds: ['note: the cluster cannot be told now that it has dht11'],
      },
      'are asked for later while the API is silent, where there are none now': {
        when: { sensors: '', told: 'silent\n' },
        finds: [],
      },
    },
    {
      once: 'the cluster knows',
      node: {
        files: { '/etc/kubernetes/kubelet.conf': '    server: https://192.168.0.201:6443\n' },
        programs: { curl: ':' },
      },
    },
  );
});
