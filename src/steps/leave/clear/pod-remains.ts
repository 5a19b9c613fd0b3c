import { defineStep, type Fact, type Step } from '../../../engine/model.ts';
import {
  dockerContainers,
  podControlGroups,
  podGroups,
  podLinks,
  podMountPoints,
  podMounts,
  podNamespaces,
} from '../../../facts/remains.ts';
import { type Script, sh } from '../../../shell/sh.ts';

/** One kind of thing that pods leave in the kernel, or in Docker. */
interface Remains extends Pick<Step, 'id' | 'title'> {
  readonly fact: Fact<readonly string[]>;
  readonly summary: (names: readonly string[]) => string;
  readonly removal: (names: readonly string[]) => Script;
}

const rows: readonly Remains[] = [
  {
    id: 'leave.containers',
    // With k3s's own setting `docker: true` pods are Docker's containers: Docker keeps a container that has ended.
    title: 'containers of pods in Docker',
    fact: dockerContainers,
    summary: () => 'Remove the containers of pods from Docker',
    removal: (ids) => sh`docker rm -fv ${ids}`,
  },
  {
    id: 'leave.control_groups',
    title: 'control groups of pods',
    fact: podGroups,
    summary: () => 'Remove the control groups of pods',
    // With the systemd driver the groups are a slice, which would make them again.
    removal: () => sh`systemctl stop kubepods.slice 2>/dev/null || :
${podControlGroups} | while read -r group; do rmdir "$group"; done`,
  },
  {
    id: 'leave.links',
    title: 'links of the pod network: cni0, flannel.1, kube-ipvs0, those of pods',
    fact: podLinks,
    summary: (links) => `Delete ${links.join(', ')}`,
    // Deleting one end of a pair deletes the other end, too.
    removal: (links) => sh`for link in ${links}; do
  [ ! -e "/sys/class/net/$link" ] || ip link delete "$link" || [ ! -e "/sys/class/net/$link" ]
done`,
  },
  {
    id: 'leave.mounts',
    title: 'mounts of pods below /var/lib/kubelet and /run',
    fact: podMounts,
    summary: () => 'Unmount what pods had mounted',
    // The kernel's table writes a blank as \040.
    removal: () => sh`${podMountPoints} | while read -r point; do
  point=$(printf %b "$point")
  umount "$point" || umount -l "$point"
done`,
  },
  {
    id: 'leave.namespaces',
    title: 'network namespaces of pods',
    fact: podNamespaces,
    summary: () => 'Delete the network namespaces of pods',
    removal: (names) => sh`for name in ${names}; do
  umount "/run/netns/$name" 2>/dev/null || :
  rm -f "/run/netns/$name"
done`,
  },
];

export default rows.map(({ id, title, fact, summary, removal }) =>
  defineStep({
    id,
    title,
    needs: () => ({ names: fact }),
    *plan({ facts: { names } }) {
      if (names.length > 0) yield { kind: 'change', summary: summary(names), script: removal(names) };
    },
  }),
);
