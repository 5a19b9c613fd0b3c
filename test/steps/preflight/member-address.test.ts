import { describe } from 'node:test';
import step from '../../../src/steps/preflight/member-address.ts';
import { k3sScope } from '../../support/k3s.ts';
import { networkAnswers } from '../../support/network.ts';
import { makeScope } from '../../support/plan.ts';
import { itPlans } from '../../support/rows.ts';

/** The address that the node has, and one that it shall have. */
const [present, other] = ['172.29.0.101', '172.29.0.11'];
/** As kubeadm writes the manifest. */
const manifest = (
  address: string,
) => `    kubeadm.kubernetes.io/kube-apiserver.advertise-address.endpoint: ${address}:6443
    - --advertise-address=${address}
`;
const { links } = networkAnswers('bookworm');

/** A control plane at this address by the inventory. */
const at = (address: string, node = {}) => makeScope({ at: 'pi-1', node: { address, ...node } });

const refused = (known: string, place: string) => [
  `problem: Its cluster knows this control plane by ${known}: certificates, etcd and other nodes would not find it at ${place}.`,
];

describe('the address of a control plane', () => {
  itPlans(
    step,
    { memberAddress: manifest(present), links },
    {
      'is that by which its cluster knows it': { scope: at(present), finds: [] },
      'is free before there is a cluster': { when: { memberAddress: '' }, scope: at(other), finds: [] },
      'is not taken from it': { scope: at(other), finds: refused(present, other) },
      'is not taken from a server of k3s': {
        when: { memberAddress: `advertise-address: ${present}\n` },
        scope: at(other),
        finds: refused(present, other),
      },
      'is missed where the router has given it another one': {
        when: { memberAddress: manifest(other) },
        scope: at(present),
        finds: refused(other, present),
      },
      'is missed where the inventory has only its name': {
        when: { memberAddress: manifest(other) },
        scope: at('pi-1.local'),
        finds: refused(other, 'another address'),
      },
      'is there where the inventory has only its name': { scope: at('pi-1.local'), finds: [] },
      'is given back to it when it has lost it': {
        when: { memberAddress: manifest(other) },
        scope: at(other, { sshAddress: present, staticAddress: other }),
        finds: [],
      },
      'is one of two that it has': {
        when: { links: links.replaceAll('fe80::', `${other}","prefixlen":24},{"local":"fe80::`) },
        scope: at(other),
        finds: [],
      },
      'may be another one where the inventory says so': {
        when: { memberAddress: 'advertise-address: 203.0.113.7\n' },
        scope: k3sScope({
          at: 'pi-1',
          node: { address: present },
          cluster: { k3s: { server: { 'advertise-address': '203.0.113.7' } } },
        }),
        finds: [],
      },
      'is not what workers are known by': { scope: makeScope({ node: { address: other } }), finds: [] },
    },
  );
});
