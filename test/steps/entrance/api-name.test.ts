import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { calledApi } from '../../../src/facts/called-api.ts';
import step from '../../../src/steps/entrance/api-name.ts';
import { fileAnswer, makeScope } from '../../support/plan.ts';
import { itPlans } from '../../support/rows.ts';

const others = '127.0.0.1\tlocalhost\n';
const named = (address: string) =>
  `${others}# BEGIN microcloud api\n${address}\tapi.home.internal\n# END microcloud api\n`;
const cluster = { sharedAddress: '192.168.0.200' };
const plane = makeScope({ at: 'pi-1' });
const sharing = makeScope({ at: 'pi-1', cluster });
const kubelet = 'apiVersion: v1\nclusters:\n- cluster:\n    server: https://192.168.0.201:6443\n  name: home\n';
const change = 'change: Change /etc/hosts, so that it finds the API at';

describe('the name of the API', () => {
  itPlans(
    step,
    { hosts: fileAnswer(named('192.168.0.201')), called: 'api.home.internal:6443' },
    {
      'is in /etc/hosts': { finds: [] },
      'leads to the control plane on a new node': {
        when: { hosts: fileAnswer(others), called: '' },
        finds: [`${change} 192.168.0.201`],
        leaves: { '/etc/hosts': named('192.168.0.201') },
      },
      'leads to the shared address once there is one': {
        scope: makeScope({ cluster }),
        finds: [`${change} 192.168.0.200`],
        leaves: { '/etc/hosts': named('192.168.0.200') },
      },
      'is none in a cluster that is called by an address': {
        when: { hosts: fileAnswer(others), called: '192.168.0.201:6443' },
        finds: [],
      },
      'is none where a load balancer stands before the control planes': {
        when: { hosts: fileAnswer(others), called: '' },
        scope: makeScope({ cluster: { endpoint: '192.168.0.9:6443' } }),
        finds: [],
      },
      'is none where the control plane has a name only': {
        when: { hosts: fileAnswer(others), called: '' },
        scope: { ...plane, nodes: plane.nodes.map((node) => ({ ...node, address: `${node.name}.local` })) },
        finds: [],
      },
      'comes to a cluster that is called by an address when its control planes share one': {
        when: { hosts: fileAnswer(others), called: '192.168.0.201:6443' },
        scope: makeScope({ cluster }),
        node: { files: { '/etc/kubernetes/kubelet.conf': kubelet, '/etc/systemd/system/kubelet.service': '' } },
        once: 'what it is called by is read from the same file',
        finds: [
          `${change} 192.168.0.200`,
          'change: Call the API by api.home.internal:6443 instead of 192.168.0.201:6443',
        ],
        leaves: {
          '/etc/kubernetes/kubelet.conf': `600 root:root\n${kubelet.replace('192.168.0.201', 'api.home.internal')}`,
        },
        calls: ['systemctl restart kubelet'],
      },
      'comes to administrators of a control plane, too': {
        when: { hosts: fileAnswer(named('192.168.0.200')), called: '192.168.0.201:6443' },
        scope: sharing,
        node: { files: { '/etc/kubernetes/admin.conf': kubelet } },
        once: 'what it is called by is read from the same file',
        finds: ['change: Call the API by api.home.internal:6443 instead of 192.168.0.201:6443'],
        leaves: {
          '/etc/kubernetes/admin.conf': `600 root:root\n${kubelet.replace('192.168.0.201', 'api.home.internal')}`,
        },
      },
      'stays that of the cluster when the inventory names it anew': {
        scope: makeScope({ at: 'pi-1', cluster: { name: 'school' } }),
        finds: [
          'problem: Nodes of this cluster call its API by api.home.internal, and the inventory calls the cluster school.',
        ],
      },
    },
  );

  it('is read from what the node itself calls', () => {
    const fact = calledApi({ distribution: 'kubeadm' }, { role: 'worker' });
    assert.equal(fact.parse('api.home.internal:6443\n'), 'api.home.internal:6443');
    assert.equal(fact.parse(''), '');
  });
});
