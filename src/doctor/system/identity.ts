import type { Fact } from '../../engine/model.ts';
import { textFact } from '../../facts/command.ts';
import { contentOf, fileFact } from '../../facts/file.ts';
import { machineId } from '../../facts/machine.ts';
import { procFact } from '../../facts/proc.ts';
import { sh } from '../../shell/sh.ts';
import type { AboutFault } from '../about.ts';
import { init, localhostLine } from '../advice.ts';
import { type Check, clusterCheck, nodeCheck } from '../check.ts';

const hostKey = fileFact('/etc/ssh/ssh_host_ed25519_key.pub');
const hostName = procFact('/proc/sys/kernel/hostname');
// Bridges and interfaces of pods have addresses that programs made up.
const macs = textFact(
  'hardware addresses',
  sh`for d in /sys/class/net/*; do
  case \${d##*/} in lo | docker* | br-* | veth* | cni* | flannel* | kube*) continue ;; esac
  read -r mac <"$d/address" && echo "$mac"
done | sort -u`,
);

interface Twin extends AboutFault {
  /** Lists the values that no other node may have; '' does not count. */
  readonly of: (told: <T>(fact: Fact<T>) => T | undefined) => readonly string[];
  readonly fact: Fact<unknown>;
  /** Newcomers may have the same value: init gives each node its own. */
  readonly amongMembers?: true;
}

const twins: readonly Twin[] = [
  {
    id: 'id.hostname_dup',
    fact: hostName,
    of: (told) => [told(hostName) ?? ''],
    title: 'Two nodes have one host name',
    why: 'In Kubernetes the second one takes the place of the first.',
    advice: init,
    runbook: 'init gives each node the name of the inventory. Do not reuse a name: k3s remembers a password for it.',
    source: 'k3s#6054, #802, #746, #532, #467; k0sctl validate_hosts.go',
    entails: ['id.hostname'],
    amongMembers: true,
  },
  {
    id: 'id.machine_id_dup',
    fact: machineId,
    of: (told) => [told(machineId) ?? ''],
    title: 'Two nodes have one machine id',
    why: 'One card was copied from the other: DHCP and the pod network take them for one machine.',
    advice: 'ssh {node} "sudo rm /etc/machine-id /var/lib/dbus/machine-id; sudo systemd-machine-id-setup; sudo reboot"',
    runbook: 'Do it on the copy. Flash cards with Imager instead of copying them.',
    source: 'sealos host_checker.go; k0sctl validate_hosts.go',
    // The machine id is a part of the name that Serf knows the node by.
    entails: ['id.host_key_dup', 'serf.config'],
  },
  {
    id: 'id.host_key_dup',
    fact: hostKey,
    of: (told) => {
      const file = told(hostKey);
      return file?.exists ? [file.content.split(' ')[1] ?? ''] : [];
    },
    title: 'Two nodes have one SSH host key',
    why: 'One card was copied from the other: each can pass for the other.',
    advice: 'ssh {node} "sudo rm /etc/ssh/ssh_host_*; sudo ssh-keygen -A; sudo systemctl restart ssh"',
    runbook: 'Do it on the copy, then forget its old key: `ssh-keygen -R ADDRESS`.',
    source: 'proposed; ssh-keygen(1)',
  },
  {
    id: 'id.mac_dup',
    fact: macs,
    of: (told) => (told(macs) ?? '').split('\n').filter((mac) => mac !== '00:00:00:00:00:00'),
    title: 'Two nodes have one hardware address',
    why: 'Switches send packets of one to the other.',
    advice: 'Change the network adapter, or its address in the settings of the virtual machine',
    runbook: 'Cheap USB adapters and copied virtual machines have the same MAC.',
    source: 'kubeadm prerequisites: unique MAC address and product_uuid',
  },
];

function twinCheck({ of, fact, amongMembers, ...about }: Twin): Check {
  return clusterCheck({
    ...about,
    needs: () => ({ fact }),
    *judge({ looked }) {
      const concerned = looked.filter(({ isMember }) => isMember || !amongMembers);
      const all = concerned.map(({ node, told }) => ({ name: node.name, values: of(told).filter(Boolean) }));
      for (const [index, { name, values }] of all.entries()) {
        const twin = all.slice(0, index).find((other) => other.values.some((value) => values.includes(value)));
        if (twin) yield { node: name, what: `${about.title}: ${twin.name} and ${name}` };
      }
    },
  });
}

export default [
  ...twins.map(twinCheck),
  nodeCheck({
    id: 'id.localhost',
    title: 'localhost is not its own address',
    why: 'Health checks of kubelet and etcd fail.',
    advice: localhostLine,
    runbook: 'The line `127.0.0.1 localhost` in /etc/hosts is gone, or leads elsewhere.',
    source: 'k0s sysinfo; microk8s inspect',
    entails: ['id.hosts'],
    needs: () => ({ hosts: fileFact('/etc/hosts') }),
    judge({ facts: { hosts } }) {
      const text = contentOf(hosts);
      return /^\s*(127\.\d+\.\d+\.\d+|::1)\s(.*\s)?localhost(\s|$)/m.test(text) ? undefined : {};
    },
  }),
];
