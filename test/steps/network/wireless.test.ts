import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Scope } from '../../../src/engine/model.ts';
import step from '../../../src/steps/network/static-address.ts';
import { filesAnswer, networkAnswers, profilesAnswer } from '../../support/network.ts';
import { makeScope, planStep } from '../../support/plan.ts';
import { itPlans, type Row } from '../../support/rows.ts';

const uuid = '626dd384-8b3d-3690-9511-192b2c79b3fd';
const key = '8b4c8c1f9a8de2f8f9d2e1c5b7a6f3e0d1c2b3a4958677869504132e5f6a7b8c';

/** A node on Wi-Fi that DHCP gave 172.29.0.101. */
function scope(address: string, network: Scope['node']['network'] = {}): Scope {
  return makeScope({ node: { sshAddress: '172.29.0.101', address, staticAddress: address, network } });
}

/** What Imager's network-config becomes: of netplan (13), and of firstrun.sh (12). */
const kinds = {
  netplan: { path: '/run/NetworkManager/system-connections/netplan-wlan0-Casa%20de%20la%20Ana.nmconnection' },
  keyfile: { path: '/etc/NetworkManager/system-connections/preconfigured.nmconnection' },
} as const;
const yaml = '/etc/netplan/90-NM-5d8b3a3c-2c1d-3e55-9f6e-1f2a3b4c5d6e.yaml';
const definition = (more = '') =>
  `network:\n  version: 2\n  wifis:\n    wlan0:\n      dhcp4: true\n${more}      access-points:\n        "Casa de la Ana":\n          password: "${key}"\n`;

const profile = (ipv4: string, more = '') =>
  `[connection]\nid=Casa de la Ana\nuuid=${uuid}\ntype=wifi\n${more}interface-name=wlan0\n[wifi]\nssid=Casa de la Ana\n[wifi-security]\npsk=${key}\n[ipv4]\n${ipv4}\n`;
const leased = 'method=auto';
const given = 'method=manual\naddress1=172.29.0.101/24,172.29.0.1\ndns=172.29.0.1;';
const madeByNetplan = 'method=manual\naddress1=172.29.0.101/24\nroute1=0.0.0.0/0,172.29.0.1\ndns=172.29.0.1;';

function answers(kind: keyof typeof kinds, text = profile(leased), others: Readonly<Record<string, string>> = {}) {
  const { links, managers, ...more } = networkAnswers('trixie');
  return {
    ...more,
    links: links
      .replaceAll('eth0', 'wlan0')
      .replace(/,"linkinfo":\{"info_kind":"veth"\}/, '')
      .replace('== wireless\n', '== wireless\n/sys/class/net/wlan0/phy80211\n'),
    managers: managers.replace(/^eth0:.*/m, `wlan0:connected:${uuid}:Casa de la Ana`).replace('yes\n', ''),
    profiles: profilesAnswer({ [kinds[kind].path]: text, ...others }),
    netplan: filesAnswer(kind === 'netplan' ? { [yaml]: definition() } : {}),
  };
}

const give = 'change: Give wlan0 the address 172.29.0.11 for good, through NetworkManager';
const write = (path: string) =>
  `change: Write the address into the profile "Casa de la Ana" (${path}), and leave its key where it is`;

for (const kind of ['netplan', 'keyfile'] as const) {
  describe(`a static address on Wi-Fi, in a profile of ${kind}`, () => {
    const path = kind === 'netplan' ? yaml : kinds.keyfile.path;
    const rows: Record<string, Row> = {
      'is moved to': { scope: scope('172.29.0.11'), finds: [give] },
      'is only written down where the node has it': { scope: scope('172.29.0.101'), finds: [write(path)] },
      'is nothing to do where the profile gives it': {
        when: answers(kind, profile(given)),
        scope: scope('172.29.0.101', { gateway: '172.29.0.1', nameservers: ['172.29.0.1'] }),
        finds: [],
      },
      'is nothing to do where somebody has given it, and other DNS servers, which the inventory does not name': {
        when: answers(kind, profile(given.replace('dns=172.29.0.1', 'dns=9.9.9.9'))),
        scope: scope('172.29.0.101'),
        finds: [],
      },
      'is written down anew for other DNS servers of the inventory': {
        when: answers(kind, profile(given)),
        scope: scope('172.29.0.101', { nameservers: ['9.9.9.9', '172.29.0.1'] }),
        finds: [write(path)],
      },
      'is written down anew for another router of the inventory': {
        when: answers(kind, profile(madeByNetplan)),
        scope: scope('172.29.0.101', { gateway: '172.29.0.2', nameservers: ['172.29.0.1'] }),
        finds: [write(path)],
      },
      'leaves networks to a person that are stronger at boot': {
        when: answers(kind, profile(given), {
          '/etc/NetworkManager/system-connections/club': profile(leased, 'autoconnect-priority=10\n').replaceAll(
            /Casa de la Ana|626dd384/g,
            'club',
          ),
        }),
        scope: scope('172.29.0.101'),
        finds: [
          'problem: The profile "club" (/etc/NetworkManager/system-connections/club) may take wlan0 at boot instead of "Casa de la Ana", which gets 172.29.0.101: its autoconnect-priority is 10. [net.address]',
        ],
      },
    };
    itPlans(step, answers(kind), rows, { undone: 'a scratch node has no NetworkManager' });

    it('never carries the key of the network', () => {
      const plans = Object.values(rows).map(({ when, scope }) => planStep(step, { ...answers(kind), ...when }, scope));
      assert.doesNotMatch(JSON.stringify(plans), new RegExp(key));
    });
  });
}

describe('a static address on Wi-Fi', () => {
  const made = answers('netplan', profile(madeByNetplan));

  it('is nothing to do where netplan has made the profile that gives it', () => {
    assert.deepEqual(planStep(step, made, scope('172.29.0.101', { gateway: '172.29.0.1' })), []);
  });

  it('keeps addresses of IPv6 and routes to other places in the file of netplan', () => {
    const more =
      '      addresses: [10.0.0.9/8, "fd00::7/64"]\n      routes: [{to: default, via: 10.0.0.1}, {to: 10.1.0.0/16, via: 10.0.0.2}]\n';
    const when = { ...answers('netplan'), netplan: filesAnswer({ [yaml]: definition(more) }) };
    const [change] = planStep(step, when, scope('172.29.0.11', { subnet: '172.29.0.0/24', gateway: '172.29.0.1' }));
    assert.ok(change?.kind === 'change');
    const empty = '{"addresses":null,"routes":null,"nameservers":{"addresses":null}}';
    const full =
      '{"dhcp4":false,"addresses":["172.29.0.11/24","fd00::7/64"],"routes":[{"to":"0.0.0.0/0","via":"172.29.0.1"},{"to":"10.1.0.0/16","via":"10.0.0.2"}],"nameservers":{"addresses":["172.29.0.1"]}}';
    for (const set of [empty, full])
      assert.ok(change.script.wire.includes(`netplan set '\\''wifis.wlan0=${set}'\\''`), change.script.wire);
  });

  const rows: Record<string, Row> = {
    'is left to a person where another program than NetworkManager does it': {
      when: { managers: '== running\n' },
      scope: scope('172.29.0.11'),
      finds: [
        'problem: wlan0 is Wi-Fi without a profile of NetworkManager that can be changed: its static address (172.29.0.11) cannot be set from here. [net.address]',
      ],
    },
    "is left to a person where netplan's file cannot be read": {
      when: { netplan: filesAnswer({ [yaml]: '{broken' }) },
      scope: scope('172.29.0.101'),
      finds: [
        'problem: wlan0 is Wi-Fi without a profile of NetworkManager that can be changed: its static address (172.29.0.101) cannot be set from here. [net.address]',
      ],
    },
  };
  itPlans(step, answers('netplan'), rows);
});
