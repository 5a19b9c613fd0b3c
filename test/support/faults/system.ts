import { edited, type Fault, fake } from './fault.ts';

const moved = (path: string) => ({ fault: `mv ${path} /root/kept`, cure: { shell: `mv /root/kept ${path}` } });
const clock = (seconds: string) => fake('date', `[ "$*" != +%s ] || exec /usr/bin/date -d "${seconds}" +%s`);
const package_ = (name: string) => `mkdir -p /run/test/p/DEBIAN
printf 'Package: ${name}\\nVersion: 1.0\\nArchitecture: all\\nMaintainer: x <x@x>\\nDescription: x\\n' >/run/test/p/DEBIAN/control
dpkg-deb -b /run/test/p /run/test/p.deb >/dev/null`;

/** Operating system, packages, clock, names. */
export const systemFaults: readonly Fault[] = [
  { id: 'system.too_old', ...edited('/usr/lib/os-release', 's/^VERSION_ID=.*/VERSION_ID="10"/') },
  { id: 'system.unsupported', ...edited('/usr/lib/os-release', 's/^ID=.*/ID=fedora/') },
  { id: 'system.overlay', ...edited('/etc/fstab', '$a # overlayroot') },
  { id: 'system.first_boot', ...moved('/run/cloud-init/result.json') },
  { id: 'system.reboot_required', fault: 'touch /run/reboot-required', cure: { shell: 'rm /run/reboot-required' } },
  { id: 'host.tools', fault: 'chmod -x /usr/bin/kmod', cure: { shell: 'chmod +x /usr/bin/kmod' } },
  {
    id: 'ssh.limits',
    fault: 'echo MaxSessions 2 >/etc/ssh/sshd_config.d/limits.conf',
    cure: { shell: 'rm /etc/ssh/sshd_config.d/limits.conf' },
  },
  { id: 'apt.packages', fault: 'dpkg -r --force-depends socat', cure: 'init' },
  {
    id: 'apt.busy',
    fault: `dpkg -r --force-depends socat
systemd-run -q --unit=holder python3 -c 'import fcntl, time
f = open("/var/lib/dpkg/lock-frontend", "w")
fcntl.lockf(f, fcntl.LOCK_EX)
time.sleep(600)'`,
    cure: { shell: 'systemctl stop holder; apt-get install -q -y socat' },
  },
  {
    id: 'apt.sources',
    fault: `url=$(cat /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null | grep -v '^#' | grep -oE 'https?://[^ ]+' | head -n 1)
echo "deb [trusted=yes] $url kubernetes-xenial main" >/etc/apt/sources.list.d/kubernetes.list
apt-get update -q || :`,
    cure: { shell: 'rm /etc/apt/sources.list.d/kubernetes.list; apt-get update -q' },
  },
  { id: 'apt.broken', fault: `${package_('half')}; dpkg --unpack /run/test/p.deb`, cure: 'fix' },
  { id: 'apt.kubelet', fault: `${package_('kubelet')}; dpkg -i /run/test/p.deb`, cure: { shell: 'dpkg -P kubelet' } },
  { id: 'clock.service', fault: 'systemctl disable -q systemd-timesyncd', cure: 'fix' },
  { id: 'clock.skew', ...clock('+20 seconds') },
  {
    id: 'clock.wrong',
    fault: `${clock('-3 hours').fault}
mkdir -p /run/systemd/system/systemd-timesyncd.service.d
printf '[Unit]\\nConditionVirtualization=\\n[Service]\\nType=exec\\nWatchdogSec=0\\nExecStart=\\nExecStart=/usr/bin/sleep 600\\n' >/run/systemd/system/systemd-timesyncd.service.d/test.conf
systemctl daemon-reload; systemctl start systemd-timesyncd`,
    cure: {
      shell: `${clock('').cure.shell}; rm -r /run/systemd/system/systemd-timesyncd.service.d
systemctl daemon-reload; systemctl stop systemd-timesyncd`,
    },
  },
  { id: 'clock.epoch', ...clock('2025-06-01') },
  {
    id: 'system.journal',
    fault: 'systemctl stop systemd-journald.socket systemd-journald-dev-log.socket systemd-journald',
    cure: 'fix',
  },
  { id: 'system.journal', fault: 'pkill -STOP -x systemd-journal', cure: 'fix' },
  { id: 'id.hostname', fault: 'hostname raspberrypi', cure: 'init' },
  { id: 'id.hostname_dup', fault: 'hostname pi-1', cure: 'fix' },
  { id: 'id.hosts', ...edited('/etc/hosts', '/pi-1/d'), cure: 'fix' },
  { id: 'id.localhost', ...edited('/etc/hosts', '/localhost/d'), cure: 'init' },
  { id: 'id.cloud_init', fault: 'rm /etc/cloud/cloud.cfg.d/99-microcloud.cfg', cure: 'fix' },
  {
    id: 'id.machine_id_dup',
    fault: 'cp /etc/machine-id /root/kept; ssh_twin=$(cat /run/test/twin-id); echo "$ssh_twin" >/etc/machine-id',
    cure: { shell: 'cat /root/kept >/etc/machine-id' },
  },
  {
    id: 'id.host_key_dup',
    fault: 'cp /etc/ssh/ssh_host_ed25519_key.pub /root/kept; cat /run/test/twin-key >/etc/ssh/ssh_host_ed25519_key.pub',
    cure: { shell: 'cat /root/kept >/etc/ssh/ssh_host_ed25519_key.pub' },
  },
  {
    id: 'id.mac_dup',
    fault: 'ip link add twin0 address $(cat /run/test/twin-mac) type bridge',
    cure: { shell: 'ip link delete twin0' },
  },
];

/** What identifies the other node, for faults in which a node is its twin. */
export const twinFacts: Readonly<Record<string, string>> = {
  'twin-id': '/etc/machine-id',
  'twin-key': '/etc/ssh/ssh_host_ed25519_key.pub',
  'twin-mac': '/sys/class/net/eth0/address',
};

/** Faults of a node that is in no cluster. */
export const newcomerFaults: readonly { readonly id: string; readonly fault: string; readonly undo: string }[] = [
  {
    id: 'net.ports_taken',
    fault:
      'systemd-run -q --unit=taker python3 -c \'import socket, time; s = socket.create_server(("", 6443)); time.sleep(600)\'',
    undo: 'systemctl stop taker',
  },
  { id: 'node.leftovers', fault: 'mkdir -p /var/lib/etcd/member', undo: 'rm -r /var/lib/etcd' },
  {
    id: 'cni.stale',
    fault: 'mkdir -p /etc/cni/net.d; touch /etc/cni/net.d/10-flannel.conflist',
    undo: 'rm -r /etc/cni',
  },
  {
    id: 'node.interrupted',
    fault: 'mkdir -p /var/lib/microcloud; touch /var/lib/microcloud/kubeadm-running',
    undo: 'rm /var/lib/microcloud/kubeadm-running',
  },
];
