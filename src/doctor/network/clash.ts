import { commandFact, textFact } from '../../facts/command.ts';
import { sh } from '../../shell/sh.ts';
import { clusterCheck } from '../check.ts';

/** "192.168.0.202 b8:27:eb:03:00:02": which hardware this node has seen behind an address. */
const seen = commandFact(
  'neighbours',
  sh`ip -4 neigh show nud reachable nud stale nud delay nud probe`,
  (stdout) =>
    new Map([...stdout.matchAll(/^(\S+) dev \S+ lladdr (\S+)/gm)].map(([, address = '', mac = '']) => [address, mac])),
);
const own = textFact('own hardware addresses', sh`cat /sys/class/net/*/address`);

export default [
  clusterCheck({
    id: 'net.clash',
    title: 'Another machine has its address, too',
    why: 'Packets reach sometimes one machine, sometimes the other.',
    advice:
      'Find the machine with this hardware address in the list of your router, and give one of them another address',
    runbook: 'A static address must be outside of the range that the router uses for DHCP.',
    source: 'RFC 5227; k3s#3006',
    entails: ['node.ready', 'net.api'],
    entailsAnywhere: ['net.kubelet', 'net.pods', 'net.etcd', 'svc.nodeport', 'serf.blocked'],
    needs: () => ({ seen, own }),
    *judge({ looked }) {
      for (const { node, told } of looked) {
        const macs = told(own)?.split('\n');
        const { address } = node;
        if (!macs) continue;
        const strange = looked.flatMap((other) => {
          const mac = other.told(seen)?.get(address);
          return mac && !macs.includes(mac) ? [mac] : [];
        })[0];
        if (strange) yield { node: node.name, what: `Another machine (${strange}) has its address ${address}, too` };
      }
    },
  }),
];
