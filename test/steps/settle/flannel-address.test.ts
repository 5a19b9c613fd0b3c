import { describe } from 'node:test';
import step from '../../../src/steps/settle/flannel-address.ts';
import { fixture } from '../../support/fixture.ts';
import { fileAnswer, makeScope, unitAnswer } from '../../support/plan.ts';
import { itPlans } from '../../support/rows.ts';

const without = fixture('simulated-trixie/network-links');
const tunnel = (from: string) =>
  `{"ifindex":4,"ifname":"flannel.1","linkinfo":{"info_kind":"vxlan","info_data":{"id":1,"local":"${from}","link":"eth0"}},"addr_info":[{"family":"inet","local":"10.244.1.0","prefixlen":32}]}`;
const links = (from: string) => without.replace(/\]\n== routes/, `,${tunnel(from)}]\n== routes`);

describe('the address of Flannel', () => {
  itPlans(
    step,
    { links: links('172.29.0.101'), kubelet: unitAnswer(), arguments: fileAnswer('', { modified: 0 }) },
    {
      "is the node's": { finds: [] },
      'is none before Flannel runs': { when: { links: without }, finds: [] },
      'is one that the node no longer has': {
        undone: 'no Flannel runs there',
        when: { links: links('172.29.0.55') },
        finds: ['change: Restart Flannel, which still sends from 172.29.0.55'],
      },
      'is left alone while kubelet must restart': {
        when: { links: links('172.29.0.55'), arguments: fileAnswer('--node-ip', { modified: Date.now() / 1000 }) },
        finds: [],
      },
      'is left alone while kubelet must start': {
        when: { links: links('172.29.0.55'), kubelet: unitAnswer({ active: 'inactive', started: '' }) },
        finds: [],
      },
      'is left to k3s': {
        when: { links: links('172.29.0.55') },
        scope: makeScope({ cluster: { distribution: 'k3s' } }),
        finds: [],
      },
    },
  );
});
