import { distributionOf } from '../../distributions/table.ts';
import { bootFile, bootFiles } from '../../facts/boot-files.ts';
import { procFact } from '../../facts/proc.ts';
import { nodeCheck } from '../check.ts';

const version2 = procFact('/sys/fs/cgroup/cgroup.controllers');

export default [
  nodeCheck({
    id: 'cgroup.one_line',
    title: 'cmdline.txt has more than one line',
    severity: 'warning',
    why: 'The firmware reads only the first line: further lines have no effect.',
    advice: 'Join the lines of cmdline.txt with spaces',
    runbook:
      'Guides say "add cgroup_enable=memory to cmdline.txt", and editors make a new line of it. It must be one line.',
    source: 'k3s#3283; k3d#385',
    needs: () => bootFiles,
    judge({ facts }) {
      const file = bootFile(facts);
      const lines = file?.content.split('\n').filter((line) => line.trim() !== '' && !line.trimStart().startsWith('#'));
      return lines && lines.length > 1 ? { what: `${file?.path} has ${lines.length} lines` } : undefined;
    },
  }),
  nodeCheck({
    id: 'cgroup.decoy',
    title: 'The wrong cmdline.txt was changed',
    severity: 'warning',
    why: 'The firmware reads the one in /boot/firmware: the change has no effect.',
    advice: 'Make the change in /boot/firmware/cmdline.txt',
    runbook: 'Since bookworm the files of the firmware are in /boot/firmware. Older guides name /boot/cmdline.txt.',
    source: 'k3s-ansible#358; timothystewart6/k3s-ansible#457; k3s-io/docs#333; k3s#8890',
    needs: () => bootFiles,
    judge({ facts }) {
      const file = bootFile(facts);
      const { bootCmdline: decoy } = facts;
      if (!file || !decoy.exists || file.path === decoy.path) return undefined;
      const added = decoy.content.match(/cgroup_\w+=\w+/g)?.filter((option) => !file.content.includes(option)) ?? [];
      return added.length > 0 ? { what: `${decoy.path} has ${added.join(' ')}, but ${file.path} counts` } : undefined;
    },
  }),
  nodeCheck({
    id: 'cgroup.v1',
    when: 'kubernetes',
    title: 'It has cgroup v1',
    why: 'kubelet 1.35 and later does not start with it.',
    advice: 'Take systemd.unified_cgroup_hierarchy=0 out of cmdline.txt and reboot, or install a newer system',
    runbook:
      'Debian 11 and later boot with cgroup v2. An option in cmdline.txt can bring v1 back. `failCgroupV1: false` below cluster.kubeadm.kubelet, or `kubelet-arg: [fail-cgroupv1=false]` below cluster.k3s.server and agent, makes kubelet accept it for now.',
    source: 'KEP-5573; kubernetes system-validators; k3s check-config',
    needs: () => ({ version2 }),
    judge: ({ cluster, node, facts }) =>
      facts.version2 === undefined && !distributionOf(cluster).acceptsCgroup1(cluster, node.role) ? {} : undefined,
  }),
  nodeCheck({
    id: 'cgroup.cpu',
    when: 'kubernetes',
    title: 'The cpu or cpuset cgroup is missing',
    why: 'kubelet stops with "missing required cgroups".',
    advice: 'ssh {node} "sudo apt update && sudo apt full-upgrade && sudo reboot"',
    runbook: 'The kernel was built without it, or an option switches it off.',
    source: 'k3s check-config; kubernetes system-validators',
    needs: () => ({ version2 }),
    judge({ facts: { version2: text } }) {
      if (text === undefined) return undefined;
      const missing = ['cpu', 'cpuset'].filter((name) => !text.split(/\s+/).includes(name));
      return missing.length > 0 ? { what: `The ${missing.join(' and ')} cgroup is missing` } : undefined;
    },
  }),
];
