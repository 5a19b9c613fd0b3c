import { describe } from 'node:test';
import type { Scope } from '../../../src/engine/model.ts';
import step from '../../../src/steps/network/static-address.ts';
import {
  cloudInitNetplan,
  filesAnswer,
  netplanProfile,
  networkAnswers,
  profilesAnswer,
  wiredConnection,
} from '../../support/network.ts';
import { fileAnswer, makeScope } from '../../support/plan.ts';
import { itPlans, type Row } from '../../support/rows.ts';

const undone = { undone: 'it moves the node' };
const connections = '/etc/NetworkManager/system-connections';
const ours = `${connections}/microcloud.nmconnection`;
const runtime = '/run/NetworkManager/system-connections';
/** The name that Raspberry Pi's NetworkManager gives the file of eth0. */
const rewritten = '/etc/netplan/90-NM-75a1216a-9d1a-30cd-8aca-ace5526ec021.yaml';

const has = '172.29.0.101';
const lease = '172.29.0.77';

function scope(address = has): Scope {
  return makeScope({ node: { sshAddress: has, address, staticAddress: address } });
}

/** eth0 has its address for good as far as the kernel knows, and a lease beside it where one is named. */
function links(flavour: string, beside?: string): string {
  const [before = '', after = ''] = networkAnswers(flavour).links.split('"dynamic":true,');
  const more = beside ? `{"family":"inet","local":"${beside}","prefixlen":24,"dynamic":true},` : '';
  return `${before}${after}`.replace(
    '"addr_info":[{"family":"inet","local":"172',
    `"addr_info":[${more}{"family":"inet","local":"172`,
  );
}

const writes = `change: Write ${ours}`;
const leavesAlone =
  'change: Write /etc/cloud/cloud.cfg.d/99-microcloud-network.cfg, so that cloud-init leaves the network alone';
const moves = `change: Give eth0 the address ${has} for good, through NetworkManager`;

const manual = (id: string, more = '', address = has) =>
  `[connection]\nid=${id}\nuuid=2\ntype=ethernet\n${more}\n[ipv4]\nmethod=manual\naddress1=${address}/24,172.29.0.1\n`;
const cloudInits = `[connection]\nid=cloud-init eth0\nuuid=3\ntype=ethernet\ninterface-name=eth0\nautoconnect-priority=120\n[ipv4]\nmethod=auto\n`;
const active = (uuid: string, profile: string, state = 'connected') =>
  `== running\n== NetworkManager\neth0:${state}:${uuid}:${profile}\n== networkd\n== stanzas\n== cloud-init\nyes\n`;
const netplanActive = active('75a1216a-9d1a-30cd-8aca-ace5526ec021', 'netplan-eth0');

describe("a static address beside NetworkManager's profiles of others", () => {
  const staticAuto = netplanProfile.replace('method=auto', `method=auto\naddress1=${has}/24`);
  const rows: Record<string, Row> = {
    'is no line in a file of netplan that NetworkManager writes anew at boot': {
      when: {
        managers: netplanActive,
        netplan: filesAnswer({ [rewritten]: cloudInitNetplan }),
        profiles: profilesAnswer({ [`${runtime}/netplan-eth0.nmconnection`]: netplanProfile }),
      },
      scope: scope(),
      finds: [writes, leavesAlone],
    },
    'loses the lease that such a file has brought beside it': {
      when: {
        links: links('trixie', lease),
        managers: netplanActive,
        netplan: filesAnswer({ [rewritten]: cloudInitNetplan.replace('dhcp4', `addresses: [${has}/24]\n      dhcp4`) }),
        profiles: profilesAnswer({ [`${runtime}/netplan-eth0.nmconnection`]: staticAuto }),
      },
      scope: scope(),
      finds: [moves],
    },
    'leaves the file of netplan that an earlier version wrote': {
      when: {
        links: links('trixie'),
        managers: netplanActive,
        netplanFile: fileAnswer('network: {}\n', { mode: '600' }),
        profiles: profilesAnswer({
          [`${runtime}/netplan-eth0.nmconnection`]: manual('netplan-eth0').replace('uuid=2\n', ''),
        }),
      },
      scope: scope(),
      finds: [
        writes,
        'change: Remove /etc/netplan/60-microcloud.yaml: NetworkManager has a profile of its own instead',
        leavesAlone,
      ],
    },
    "is stronger than cloud-init's profile": {
      when: {
        managers: active('3', 'cloud-init eth0'),
        profiles: profilesAnswer({ [`${connections}/cloud-init-eth0.nmconnection`]: cloudInits }),
      },
      scope: scope(),
      finds: [writes, leavesAlone],
    },
    'names a profile that is as strong': {
      when: {
        managers: active('2', 'mine'),
        profiles: profilesAnswer({
          [`${connections}/mine.nmconnection`]: manual('mine', 'autoconnect-priority=999\n', lease),
        }),
      },
      scope: scope(),
      finds: [
        `problem: The profile "mine" (${connections}/mine.nmconnection) may take eth0 at boot instead of ${has}: its autoconnect-priority is 999. [net.address]`,
      ],
    },
    'is nothing to do where a profile of somebody else gives it': {
      when: {
        links: links('trixie'),
        managers: active('2', 'mine'),
        profiles: profilesAnswer({
          [`${connections}/mine.nmconnection`]: manual('mine'),
          [`${runtime}/Wired connection 1.nmconnection`]: wiredConnection(),
          [`${runtime}/netplan-eth1.nmconnection`]: netplanProfile.replaceAll('eth0', 'eth1'),
        }),
      },
      scope: scope(),
      finds: [],
    },
    'is nothing to do where NetworkManager has moved our own profile to netplan': {
      when: {
        links: links('trixie'),
        managers: active('f3bca1b5-66a5-53ee-b69a-08f7bfd85900', 'microcloud-eth0'),
        profiles: profilesAnswer({
          [`${runtime}/netplan-NM-f3bca1b5.nmconnection`]: manual(
            'microcloud-eth0',
            'autoconnect-priority=999\n',
          ).replace('uuid=2', 'uuid=f3bca1b5-66a5-53ee-b69a-08f7bfd85900'),
        }),
      },
      scope: scope(),
      finds: [],
    },
    'is taken out of netplan where NetworkManager has moved our own profile there, and gives another one': {
      when: {
        managers: active('f3bca1b5-66a5-53ee-b69a-08f7bfd85900', 'microcloud-eth0'),
        netplan: filesAnswer({
          [rewritten.replace(/75a1.*021/, 'f3bca1b5-66a5-53ee-b69a-08f7bfd85900')]: 'network: {}\n',
        }),
      },
      scope: scope(),
      finds: [
        writes,
        'change: Remove /etc/netplan/90-NM-f3bca1b5-66a5-53ee-b69a-08f7bfd85900.yaml: NetworkManager has a profile of its own instead',
        leavesAlone,
      ],
    },
    'is written where somebody else gives it, and a stronger profile would take it away at boot': {
      when: {
        links: links('trixie'),
        managers: active('2', 'mine'),
        profiles: profilesAnswer({
          [`${connections}/mine.nmconnection`]: manual('mine'),
          [`${connections}/cloud-init-eth0.nmconnection`]: cloudInits,
        }),
      },
      scope: scope(),
      finds: [writes, leavesAlone],
    },
    'is written where the profile in use does not start by itself': {
      when: {
        links: links('trixie'),
        managers: active('2', 'mine'),
        profiles: profilesAnswer({ [`${connections}/mine.nmconnection`]: manual('mine', 'autoconnect=false\n') }),
      },
      scope: scope(),
      finds: [writes, leavesAlone],
    },
    'is for NetworkManager also where that has not begun to act after a restart': {
      when: {
        links: links('trixie'),
        managers: active('9', 'eth0', 'connected (externally)'),
        profiles: profilesAnswer({ [`${runtime}/netplan-eth0.nmconnection`]: netplanProfile }),
      },
      scope: scope(),
      finds: [writes, leavesAlone],
    },
    'is left to dhcpcd where NetworkManager only looks on': {
      when: {
        managers: active('9', 'eth0', 'connected (externally)').replace('== running\n', '== running\ndhcpcd\n'),
        profiles: profilesAnswer({ [`${runtime}/Wired connection 1.nmconnection`]: wiredConnection() }),
        dhcpcd: fileAnswer('hostname\n'),
      },
      scope: scope(),
      finds: ['change: Change /etc/dhcpcd.conf', leavesAlone],
    },
    'says that a second program asks for a lease': {
      when: {
        links: links('trixie', lease),
        managers: active('f3bca1b5-66a5-53ee-b69a-08f7bfd85900', 'microcloud-eth0'),
      },
      scope: scope(),
      finds: [
        `note: eth0 also has the address ${lease} by DHCP, which NetworkManager has not asked for. [net.managers]`,
        writes,
        leavesAlone,
      ],
    },
  };
  itPlans(step, networkAnswers('trixie'), rows, undone);
});

describe("a static address beside netplan's files of others, with networkd", () => {
  const eth0 = (text: string) => `network: {ethernets: {eth0: {${text}}}}\n`;
  const given = (path: string, text: string) => ({
    links: links('networkd'),
    netplan: filesAnswer({ '/etc/netplan/50-cloud-init.yaml': cloudInitNetplan, [path]: text }),
  });
  const writesNetplan = ['change: Write /etc/netplan/60-microcloud.yaml', leavesAlone];
  const rows: Record<string, Row> = {
    'is nothing to do where they give it, and no other': {
      when: given('/etc/netplan/70-mine.yaml', eth0(`dhcp4: no, addresses: [${has}/24]`)),
      scope: scope(),
      finds: [],
    },
    'is written where they ask for a lease, too': {
      when: given('/etc/netplan/70-mine.yaml', eth0(`addresses: [${has}/24]`)),
      scope: scope(),
      finds: writesNetplan,
    },
    'names a file with another address': {
      when: given(
        '/etc/netplan/01-static.yaml',
        eth0(`addresses: [${lease}/24, 10.0.0.1/8: {label: x}, "fd00::1/64"]`),
      ),
      scope: scope(),
      finds: [
        `problem: /etc/netplan/01-static.yaml gives eth0 the address ${lease}/24, 10.0.0.1/8, which would stay beside ${has}. [net.address]`,
      ],
    },
    'names a file that switches DHCP on afterwards': {
      when: given('/etc/netplan/70-mine.yaml', eth0('dhcp4: yes')),
      scope: scope(),
      finds: [
        `problem: /etc/netplan/70-mine.yaml switches DHCP on for eth0, and its name comes after 60-microcloud.yaml: there would be a second address beside ${has}. [net.address]`,
      ],
    },
    'names the line of a file that is broken': {
      when: given(
        '/etc/netplan/70-mine.yaml',
        'network:\n  wifis: {wlan0: {access-points: {Home: {password: "secret}}}}\n',
      ),
      scope: scope(),
      finds: ['problem: /etc/netplan/70-mine.yaml is no YAML that netplan takes: line 3. [net.address]'],
    },
    // Armbian writes this file.
    'is refused where the entry of netplan is about several interfaces': {
      when: {
        ...given(
          '/etc/netplan/10-dhcp-all-interfaces.yaml',
          'network: {ethernets: {all-eth: {match: {name: "e*"}, dhcp4: yes}}}\n',
        ),
        managers: networkAnswers('networkd')
          .managers.replaceAll('10-netplan-eth0', '10-netplan-all-eth')
          .replace(
            '== stanzas',
            '/run/systemd/netif/links/7:ADMIN_STATE=configuring\n/run/systemd/netif/links/7:NETWORK_FILE=/run/systemd/network/10-netplan-all-eth.network\n== stanzas',
          ),
      },
      scope: scope(),
      finds: [
        `problem: What netplan has for eth0 (all-eth in /etc/netplan/10-dhcp-all-interfaces.yaml) is about 2 interfaces: each of them would get ${has}. [net.address]`,
      ],
    },
    'is written beside Wi-Fi in braces': {
      when: given(
        '/etc/netplan/70-wifi.yaml',
        'network: {wifis: {wlan0: {access-points: {Home: {password: "secret"}}}}}\n',
      ),
      scope: scope(),
      finds: writesNetplan,
    },
  };
  itPlans(step, networkAnswers('networkd'), rows, undone);
});

describe('a static address that dhcpcd or ifupdown gives already', () => {
  const mine = `interface eth0\nstatic ip_address=${has}/24\nstatic routers=172.29.0.1\n`;
  const change = 'change: Change /etc/dhcpcd.conf';
  itPlans(
    step,
    { ...networkAnswers('bullseye'), links: links('bullseye') },
    {
      'is nothing to do in dhcpcd.conf': { when: { dhcpcd: fileAnswer(mine) }, scope: scope(), finds: [] },
      'is written where it is about another interface': {
        when: { dhcpcd: fileAnswer(mine.replace('eth0', 'wlan0')) },
        scope: scope(),
        finds: [change],
      },
      'is written where a later line says something else': {
        when: { dhcpcd: fileAnswer(`${mine}${mine.replace(has, lease)}`) },
        scope: scope(),
        finds: [change],
      },
    },
    undone,
  );
  const ifupdownToo = networkAnswers('bullseye').managers.replace('== running\n', '== running\nnetworking\n');
  const staticStanza = ifupdownToo.replace(
    '== stanzas\n',
    `== stanzas\n/etc/network/interfaces:iface eth0 inet static\n/etc/network/interfaces:    address ${has}\n`,
  );
  const nobody =
    'problem: Nothing known configures eth0: neither NetworkManager, netplan, dhcpcd nor ifupdown. [net.address]';
  itPlans(
    step,
    networkAnswers('bullseye'),
    {
      'is not written for an interface that dhcpcd leaves alone': {
        when: { dhcpcd: fileAnswer('hostname\ndenyinterfaces wlan0,eth*\n') },
        scope: scope(lease),
        finds: [nobody],
      },
      'is not written where dhcpcd has other interfaces only': {
        when: { dhcpcd: fileAnswer('allowinterfaces wlan0 usb?\n') },
        scope: scope(lease),
        finds: [nobody],
      },
      'is no quarrel of two programs where dhcpcd leaves the interface to ifupdown': {
        when: { managers: staticStanza, dhcpcd: fileAnswer('denyinterfaces eth0\n') },
        scope: scope(),
        finds: [],
      },
      'is written where dhcpcd leaves others alone': {
        when: { dhcpcd: fileAnswer('#denyinterfaces eth0\ndenyinterfaces veth* wlan0\nallowinterfaces eth[0-9]\n') },
        scope: scope(),
        finds: [change],
      },
    },
    undone,
  );
  const stanza = (address: string) =>
    `== running\nnetworking\n== stanzas\n/etc/network/interfaces:iface eth0 inet static\n/etc/network/interfaces:    address ${address}/24\n`;
  itPlans(
    step,
    { ...networkAnswers('ifupdown'), links: links('ifupdown') },
    {
      'is nothing to do in interfaces': { when: { managers: stanza(has) }, scope: scope(), finds: [] },
      'is written where interfaces has another one': {
        when: { managers: stanza(lease) },
        scope: scope(),
        finds: [
          'change: Write /etc/network/interfaces.d/microcloud',
          'change: Comment the stanza of eth0 out of /etc/network/interfaces',
          'change: Include interfaces.d in /etc/network/interfaces',
        ],
      },
    },
    undone,
  );
});
