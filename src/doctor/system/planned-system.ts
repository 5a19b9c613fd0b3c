import type { Reported } from '../about.ts';

/** Faults that steps of the phases preflight, identity and packages look for. */
export default {
  'system.too_old': {
    title: 'Its operating system is too old',
    why: 'It has cgroup v1, which kubelet refuses, and gets no packages any more.',
    advice: 'Install the current Raspberry Pi OS Lite (64-bit)',
    runbook: 'Debian 11 (bullseye) and Ubuntu 22.04 are the oldest that work. A new card is quicker than an upgrade.',
    source: 'KEP-5573; kubespray; Debian archive',
  },
  'system.overlay': {
    title: 'Its root file system is a read-only overlay',
    why: 'Nothing that is written stays after a boot.',
    advice: 'ssh {node} sudo raspi-config nonint do_overlayfs 1',
    runbook: 'raspi-config can protect a card by an overlay. A node of a cluster must write.',
    source: 'raspi-config; k3s#3266',
  },
  'system.unsupported': {
    title: 'Its operating system is not supported',
    why: 'microcloud does not know how to set it up.',
    advice: 'Install the current Raspberry Pi OS Lite (64-bit)',
    runbook: 'Debian and its relatives with systemd are supported.',
    source: 'microcloud',
    // Such a system cannot answer questions that are made for Debian and systemd.
    entails: ['node.unanswered', 'node.absent', 'host.tools', 'cgroup.v1'],
  },
  'system.first_boot': {
    title: 'Its first boot is not finished',
    why: 'It still sets itself up, and would undo changes.',
    advice: 'microcloud doctor --only {node}',
    runbook: 'cloud-init, or the first boot of Raspberry Pi OS, still runs. Give it some minutes.',
    source: 'raspi-config#297; rpi-imager#1462',
  },
  'id.hostname': {
    title: 'Its name is not the one of the inventory',
    why: 'Kubernetes knows it by its name: with another one it is another node.',
    runbook: 'Somebody, or cloud-init at a boot, gave the machine another name.',
    source: 'raspi-config#297; k3s#6054',
  },
  'id.hosts': {
    title: '/etc/hosts does not have the names of all nodes',
    why: "Nodes do not find each other by name, and sudo is slow where the node's own name is missing.",
    runbook: "init keeps a block in /etc/hosts, and the node's own name at 127.0.1.1, as Debian does.",
    source: 'kubeadm preflight Hostname; rpi-imager#1462',
  },
  'id.api_name': {
    title: '/etc/hosts does not have the name of the API',
    why: 'Nodes of a cluster of kubeadm call its API by that name: they do not find it.',
    runbook:
      'The name api.CLUSTER.internal leads to the address that the control planes share, or to the only control plane. init keeps the name in a block of its own in /etc/hosts. A cluster that was made without such a name goes on with its address, until its control planes share one.',
    source: 'kubeadm, controlPlaneEndpoint',
    entails: ['node.ready', 'net.api', 'kubelet.active'],
  },
  'id.cloud_init': {
    title: 'cloud-init would change its name at the next boot',
    why: 'With another name it is another node.',
    runbook:
      'On Raspberry Pi OS trixie cloud-init sets the host name and /etc/hosts at every boot, unless it is told not to.',
    source: 'raspi-config#297; wr/macintosh-mini#20; hypriot/image-builder-rpi#309',
  },
  'clock.service': {
    title: 'Nothing sets its clock',
    why: 'A Pi has no clock of its own: certificates are not valid when it is wrong.',
    runbook: 'systemd-timesyncd or chrony must run.',
    source: 'siderolabs/sbc-raspberrypi#47; k3os#381, #657; k3s#5163',
    entails: ['clock.wrong', 'clock.skew'],
  },
  'clock.wrong': {
    title: 'Its clock is wrong',
    why: 'Certificates are not valid when it is wrong.',
    advice: 'ssh {node} sudo date -s @$(date +%s)',
    runbook: 'NTP needs UDP port 123 to the internet, or a server in the network: NTP= in /etc/systemd/timesyncd.conf.',
    source: 'siderolabs/sbc-raspberrypi#47; k0sctl maxSkew; sealos host_checker',
    entails: ['clock.skew', 'node.ready', 'clock.unsynchronized', 'cluster.silent', 'svc.restarts', 'pub.parts'],
  },
  'apt.busy': {
    title: 'Another program holds apt',
    severity: 'warning',
    why: 'Packages can be installed when it is done.',
    advice: 'microcloud doctor --only {node}',
    runbook: 'Mostly unattended-upgrades after a boot. It takes some minutes on a Pi.',
    source: 'kubespray#8737; ansible#51663; kubean#909',
  },
  'apt.packages': {
    title: 'Packages are missing',
    why: 'kubelet and the pod network use them.',
    runbook: 'Somebody removed packages that init had installed.',
    source: 'kubeadm preflight FileExisting-*',
  },
} as const satisfies Reported;
