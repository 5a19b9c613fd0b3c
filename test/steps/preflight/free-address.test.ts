import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { addressOwner } from '../../../src/facts/address-owner.ts';
import step from '../../../src/steps/preflight/free-address.ts';
import { linksWith } from '../../support/k3s.ts';
import { makeScope } from '../../support/plan.ts';
import { itPlans } from '../../support/rows.ts';

const cluster = { sharedAddress: '192.168.0.200' };
const scope = makeScope({ at: 'pi-1', cluster });
const base = { links: linksWith('192.168.0.201'), owner: '' };
const taken = 'answers b8:27:eb:00:00:09\nb8:27:eb:00:00:01\n';

describe('the address that is to be shared', () => {
  itPlans(step, base, {
    'may be taken while nobody answers there': { scope, finds: [] },
    'is not asked for where there is none': { when: { owner: '' }, finds: [] },
    'may be with this node, or with another control plane': { when: { owner: 'own\n' }, scope, finds: [] },
    "is another machine's": {
      when: { owner: taken },
      scope,
      finds: [
        'problem: 192.168.0.200 answers already: another machine (b8:27:eb:00:00:09) has the address that the cluster shall have.',
      ],
    },
    "is another machine's for a worker, too": {
      when: { owner: taken },
      scope: makeScope({ cluster }),
      finds: [
        'problem: 192.168.0.200 answers already: another machine (b8:27:eb:00:00:09) has the address that the cluster shall have.',
      ],
    },
    'is outside the network of the node': {
      scope: makeScope({ at: 'pi-1', cluster: { sharedAddress: '192.168.1.200' } }),
      finds: ['problem: 192.168.1.200 is outside the network of eth0 (192.168.0.201/24): nobody would find it there.'],
    },
    'moves by Wi-Fi': {
      when: { links: base.links.replace('== wireless\n', '== wireless\n/sys/class/net/eth0/phy80211\n') },
      scope,
      finds: [
        'note: eth0 is Wi-Fi: some access points do not pass on that 192.168.0.200 has moved to another machine.',
      ],
    },
  });

  it('is told from that of a control plane by the hardware address', () => {
    const fact = addressOwner('192.168.0.200', ['192.168.0.202']);
    assert.deepEqual(fact.parse('answers b8:27:eb:00:00:02\nb8:27:eb:00:00:01\nb8:27:eb:00:00:02\n'), {
      kind: 'friend',
    });
    assert.deepEqual(fact.parse(taken), { kind: 'stranger', hardware: 'b8:27:eb:00:00:09' });
    assert.deepEqual(fact.parse('answers \nb8:27:eb:00:00:01\n'), { kind: 'stranger', hardware: undefined });
  });
});
