import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Scope } from '../../../src/engine/model.ts';
import { Script } from '../../../src/shell/sh.ts';
import { rollbackSeconds, settledSeconds } from '../../../src/steps/network/network-rollback.ts';
import step from '../../../src/steps/network/static-address.ts';
import {
  cloudInitNetplan,
  filesAnswer,
  netplanProfile,
  networkAnswers,
  profilesAnswer,
  wiredConnection,
} from '../../support/network.ts';
import { fileAnswer, makeScope, planStep } from '../../support/plan.ts';
import { itPlans, type Row } from '../../support/rows.ts';
import { assertShell } from '../../support/shell.ts';

const cloudInit =
  'change: Write /etc/cloud/cloud.cfg.d/99-microcloud-network.cfg, so that cloud-init leaves the network alone';
/** What each stack is called, and what it changes so that an address holds. */
const stacks = {
  bookworm: {
    name: 'NetworkManager',
    finds: ['change: Write /etc/NetworkManager/system-connections/microcloud.nmconnection'],
  },
  trixie: {
    name: 'NetworkManager',
    finds: ['change: Write /etc/NetworkManager/system-connections/microcloud.nmconnection', cloudInit],
  },
  networkd: {
    name: 'systemd-networkd through netplan',
    finds: ['change: Write /etc/netplan/60-microcloud.yaml', cloudInit],
  },
  bullseye: { name: 'dhcpcd', finds: ['change: Change /etc/dhcpcd.conf'] },
  ifupdown: {
    name: 'ifupdown (/etc/network/interfaces)',
    finds: [
      'change: Write /etc/network/interfaces.d/microcloud',
      'change: Comment the stanza of eth0 out of /etc/network/interfaces',
      'change: Include interfaces.d in /etc/network/interfaces',
    ],
  },
} as const;
type Flavour = keyof typeof stacks;

const netplanFile = '/etc/netplan/50-cloud-init.yaml';
const runtime = '/run/NetworkManager/system-connections';
const profiles: Partial<Record<Flavour, Record<string, string>>> = {
  bookworm: { [`${runtime}/Wired connection 1.nmconnection`]: wiredConnection() },
  trixie: { [`${runtime}/netplan-eth0.nmconnection`]: netplanProfile },
};

/** A node that DHCP gave 172.29.0.101, and that shall have `address`. */
function scope(address: string | undefined, network: Scope['node']['network'] = {}): Scope {
  const sshAddress = '172.29.0.101';
  return makeScope({ node: { sshAddress, address: address ?? sshAddress, staticAddress: address, network } });
}

function answers(flavour: Flavour): Record<string, string> {
  return {
    ...networkAnswers(flavour),
    profiles: profilesAnswer(profiles[flavour] ?? {}),
    netplan: filesAnswer(flavour === 'trixie' || flavour === 'networkd' ? { [netplanFile]: cloudInitNetplan } : {}),
    dhcpcd: fileAnswer('hostname\n', { mode: '664', owner: 'root:netdev' }),
  };
}

const give = (address: string, flavour: Flavour) =>
  `change: Give eth0 the address ${address} for good, through ${stacks[flavour].name}`;

for (const flavour of Object.keys(stacks) as Flavour[]) {
  describe(`a static address on ${flavour}`, () => {
    itPlans(
      step,
      answers(flavour),
      {
        'is moved to': { scope: scope('172.29.0.11'), finds: [give('172.29.0.11', flavour)] },
        'is only written down where the node has it': { scope: scope('172.29.0.101'), finds: stacks[flavour].finds },
        'is nothing to do without one': { scope: scope(undefined), finds: [] },
      },
      { undone: 'it moves the node' },
    );

    it('is nothing to do where the node has it and it is written down', () => {
      const fresh = answers(flavour);
      const managers = flavour === 'ifupdown' ? afterwards : fresh.managers;
      const when = { ...fresh, ...wantedFiles(flavour), managers: managers ?? '' };
      assert.deepEqual(planStep(step, when, scope('172.29.0.101')), []);
    });

    it('leaves sound shell on the node', () => {
      const [change] = planStep(step, answers(flavour), scope('172.29.0.11'));
      assert.ok(change?.kind === 'change' && change.effect?.kind === 'move');
      const written = [...change.script.wire.matchAll(/printf %s '((?:[^']|'\\'')*)'/g)];
      const texts = written.map(([, text = '']) => text.replaceAll("'\\''", "'"));
      const scripts = texts.filter((text) => text.includes('systemctl') && !text.startsWith('[Unit]'));
      assert.equal(scripts.length, 2);
      const inPlace = [change.effect.confirm, ...scripts.map((text) => new Script([text]))];
      assertShell({ changes: inPlace.map((script) => ({ ...change, script })) });
    });
  });
}

/** The files of a node whose address was written down, by the step's names. */
function wantedFiles(flavour: Flavour) {
  const changes = planStep(step, answers(flavour), scope('172.29.0.101'));
  const file = (path: string, how = {}) => {
    const [after] = changes.flatMap((one) => ('after' in one && one.about?.includes(path) ? one.after : []));
    return after === undefined ? '' : fileAnswer(after, how);
  };
  return {
    cloudInit: file('cloud.cfg.d'),
    keyfile: file('nmconnection', { mode: '600' }),
    netplanFile: file('netplan', { mode: '600' }),
    dhcpcd: file('dhcpcd.conf', { mode: '664', owner: 'root:netdev' }),
    interfaces: file('interfaces.d/microcloud'),
  };
}

const afterwards = `== running
networking
== stanzas
/etc/network/interfaces:iface lo inet loopback
/etc/network/interfaces:source /etc/network/interfaces.d/*
/etc/network/interfaces.d/microcloud:iface eth0 inet static
`;

describe('a static address', () => {
  const base = answers('bookworm');
  const links = base.links ?? '';
  const armed = { rollback: fileAnswer('[Unit]\n') };
  const eth0Is = (kind: string) => ({ links: links.replace('"info_kind":"veth"', `"info_kind":"${kind}"`) });
  const [, known = '[]'] = links.split('\n');
  const { ifindex: index } = JSON.parse(known).find(({ ifname }: { readonly ifname: string }) => ifname === 'eth0');
  const linkFile = `/run/systemd/netif/links/${index}`;
  const othersFile = `== running\n== networkd\n${linkFile}:ADMIN_STATE=configured\n${linkFile}:NETWORK_FILE=/etc/systemd/network/10-eth0.network\n`;
  const wireless = links.replace('== wireless\n', '== wireless\n/sys/class/net/eth0/phy80211\n');
  const rows: Record<string, Row> = {
    'is kept when it was reached but not confirmed': {
      when: { ...armed, keyfile: wantedFiles('bookworm').keyfile },
      scope: scope('172.29.0.101'),
      finds: ['change: Keep the address 172.29.0.101'],
    },
    'is waited for while the node goes back to another': {
      when: armed,
      scope: scope('172.29.0.11'),
      finds: ['wait: the node puts its old address back: nobody has confirmed the new one [net.moving]'],
    },
    'is not kept when SSH came in by another address': {
      when: { ...armed, links: links.replace(/(== arrival\n).*/, '$1') },
      scope: scope('172.29.0.101'),
      finds: ['wait: the node puts its old address back: nobody has confirmed the new one [net.moving]'],
    },
    'is for the interface of the default route when nobody came by SSH': {
      when: { links: links.replace(/(== arrival\n).*/, '$1') },
      scope: scope('172.29.0.11'),
      finds: [give('172.29.0.11', 'bookworm')],
    },
    'asks a person where no interface can be told': {
      when: { links: '== links\n[]\n== routes\n[]\n' },
      scope: scope('172.29.0.11'),
      finds: [
        'problem: No interface for 172.29.0.11: SSH comes in by no interface of this node, and there is no default route. [net.address]',
      ],
    },
    'is left to a person on Wi-Fi that no profile is for': {
      when: { links: wireless },
      scope: scope('172.29.0.11'),
      finds: [
        'problem: eth0 is Wi-Fi without a profile of NetworkManager that can be changed: its static address (172.29.0.11) cannot be set from here. [net.address]',
      ],
    },
    'is left to a person on Wi-Fi that has it by DHCP': {
      when: { links: wireless },
      scope: scope('172.29.0.101'),
      finds: [
        'problem: eth0 is Wi-Fi without a profile of NetworkManager that can be changed: its static address (172.29.0.101) cannot be set from here. [net.address]',
      ],
    },
    'is fine on Wi-Fi that has it for good': {
      when: { links: wireless.replace('"dynamic":true,', '') },
      scope: scope('172.29.0.101'),
      finds: [],
    },
    'is left to a person on a bridge': {
      when: eth0Is('bridge'),
      scope: scope('172.29.0.11'),
      finds: ['problem: eth0 is a bridge: its static address (172.29.0.11) cannot be set from here. [net.address]'],
    },
    'is left to a person where no known program configures the interface': {
      when: { managers: '== running\n' },
      scope: scope('172.29.0.11'),
      finds: [
        'problem: Nothing known configures eth0: neither NetworkManager, netplan, dhcpcd nor ifupdown. [net.address]',
      ],
    },
    'is left to a person where a file of others makes networkd configure it': {
      when: { managers: othersFile },
      scope: scope('172.29.0.11'),
      finds: [
        'problem: /etc/systemd/network/10-eth0.network configures eth0 through systemd-networkd. microcloud has not written it, and leaves it as it is. [net.address]',
      ],
    },
    'is there where such a file gives it': {
      when: { managers: othersFile, links: links.replaceAll('"dynamic":true,', '') },
      scope: scope('172.29.0.101'),
      finds: [],
    },
    'is left to a person where two programs configure the interface': {
      when: { managers: (base.managers ?? '').replace('== running\n', '== running\ndhcpcd\n') },
      scope: scope('172.29.0.11'),
      finds: [
        "problem: NetworkManager and dhcpcd both configure eth0, and would undo each other's work. [net.managers]",
      ],
    },
    'needs a network that the inventory does not say': {
      scope: scope('10.99.0.5'),
      finds: ['problem: 10.99.0.5 is in none of the networks that eth0 is in now. [net.address]'],
    },
    'needs a router that the inventory does not say': {
      when: { links: links.replace(/(== routes\n).*/, '$1[]') },
      scope: scope('172.29.0.11'),
      finds: ['problem: eth0 has no router now. [net.address]'],
    },
    'may be in another network when the inventory says so': {
      scope: scope('10.99.0.5', { subnet: '10.99.0.0/24', gateway: '10.99.0.1', nameservers: ['10.99.0.1'] }),
      finds: [give('10.99.0.5', 'bookworm')],
    },
    'takes no DNS servers away': {
      when: { links: links.replace('nameserver 172.29.0.1', 'nameserver 172.29.0.53') },
      scope: scope('172.29.0.11'),
      finds: [
        'problem: The DNS servers are 172.29.0.53 now; without network.nameservers the only one would be 172.29.0.1. [net.address]',
      ],
    },
    'has the DNS servers that the inventory says': {
      when: { links: links.replace('nameserver 172.29.0.1', 'nameserver 172.29.0.53') },
      scope: scope('172.29.0.11', { nameservers: ['172.29.0.1'] }),
      finds: [give('172.29.0.11', 'bookworm')],
    },
  };
  itPlans(step, base, rows, { undone: 'it moves the node' });

  it('is moved to with the machine that must answer there, and a way to confirm it', () => {
    const [change] = planStep(step, base, scope('172.29.0.11'));
    assert.ok(change?.kind === 'change' && change.effect?.kind === 'move');
    const { address, machineId, confirm } = change.effect;
    assert.deepEqual([address, machineId], ['172.29.0.11', '5ee4b0a2fa3b47a8bf6d6329dd938582']);
    assert.match(confirm.wire, /stop microcloud-net-rollback\.timer microcloud-net-rollback-when-settled\.timer/);
  });

  it('is given up some time after the node has taken it, however long that takes', () => {
    const [change] = planStep(step, base, scope('172.29.0.11'));
    assert.ok(change?.kind === 'change');
    const { wire } = change.script;
    const at = (part: string) => wire.indexOf(part);
    // The last limit is there before the change begins; the usual one begins when the address is there.
    const [last, begins] = [at(`--on-active=${rollbackSeconds}`), at('--unit=microcloud-net-apply')];
    assert.ok(last > 0 && last < begins);
    const [settled, is] = [at(`--on-active=${settledSeconds}`), at('touch /var/lib/microcloud/network/applied')];
    assert.ok(wire.lastIndexOf('nmcli', settled) > last && settled < is);
  });
});
