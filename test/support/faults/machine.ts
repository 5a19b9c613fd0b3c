import { covered, edited, type Fault, fake } from './fault.ts';

const kernelSays = (line: string) => fake('journalctl', `case "$*" in *" -k "*) echo '${line}'; exit ;; esac`);
const statSays = (line: string) => fake('stat', `case "$*" in *"%c %d /var/lib"*) echo '${line}'; exit ;; esac`);

/** Board, power, card, boot and kernel. */
export const machineFaults: readonly Fault[] = [
  { id: 'hw.power', ...fake('vcgencmd', 'echo throttled=0x10001; exit') },
  { id: 'hw.throttled', ...fake('vcgencmd', 'echo throttled=0x80008; exit') },
  {
    id: 'hw.temperature',
    fault:
      'mount -t tmpfs none /sys/class/thermal; mkdir /sys/class/thermal/thermal_zone0; echo 86200 >/sys/class/thermal/thermal_zone0/temp',
    cure: { shell: 'umount /sys/class/thermal' },
  },
  { id: 'hw.voltage_log', ...kernelSays('hwmon hwmon1: Undervoltage detected!') },
  { id: 'hw.page_size', ...fake('getconf', 'echo 16384; exit') },
  { id: 'hw.armv6', ...fake('uname', '[ "$*" != -m ] || { echo armv6l; exit; }') },
  { id: 'hw.memory', on: 'pi-1', ...covered('/proc/meminfo', 'MemTotal: 948304 kB\\nMemAvailable: 500000 kB\\n') },
  { id: 'hw.memory_left', ...covered('/proc/meminfo', 'MemTotal: 948304 kB\\nMemAvailable: 20000 kB\\n') },
  { id: 'hw.processors', on: 'pi-1', ...covered('/sys/devices/system/cpu/online', '0\\n') },
  { id: 'hw.processes', ...covered('/proc/loadavg', '0.20 0.18 0.12 1/99999999 11206\\n') },
  { id: 'disk.errors', ...kernelSays('blk_update_request: I/O error, dev mmcblk0, sector 61440') },
  { id: 'memory.oom', ...kernelSays('Out of memory: Killed process 812 (kube-apiserver) total-vm:1198736kB') },
  { id: 'disk.full', ...statSays('ext2/ext3 1000 30 1000 900') },
  { id: 'disk.inodes', ...statSays('ext2/ext3 1000 600 1000 20') },
  {
    id: 'disk.logs',
    ...fake('df', 'case "$*" in "-PTk /var/log") echo "log2ram tmpfs 40960 30000 10960 74% /var/log"; exit ;; esac'),
  },
  { id: 'disk.type', ...statSays('nfs 1000 600 1000 900') },
  { id: 'disk.low', ...fake('stat', 'case "$*" in *"%a %S"*) echo 1000 4096; exit ;; esac') },
  { id: 'disk.read_only', ...fake('findmnt', 'echo ro,relatime; exit') },
  {
    id: 'disk.slow',
    on: 'pi-1',
    ...fake('dd', 'case "$*" in *dsync*) echo "16384 bytes (16 kB) copied, 0.92 s, 18 kB/s"; exit ;; esac'),
  },
  { id: 'cgroup.memory', ...edited('/boot/firmware/cmdline.txt', 's/ cgroup_enable=memory//'), cure: 'init' },
  { id: 'boot.reboot', ...covered('/proc/cmdline', 'cgroup_disable=memory root=x\\n') },
  { id: 'cgroup.one_line', ...edited('/boot/firmware/cmdline.txt', '$a quiet') },
  {
    id: 'cgroup.decoy',
    fault: 'echo cgroup_enable=cpuset >/boot/cmdline.txt',
    cure: { shell: 'rm /boot/cmdline.txt' },
  },
  { id: 'swap.active', ...covered('/proc/swaps', 'Filename Type Size Used Priority\\n/var/swap file 102396 0 -2\\n') },
  { id: 'swap.boot', fault: 'echo /swapfile none swap sw 0 0 >>/etc/fstab', cure: 'fix' },
  { id: 'kernel.modules_boot', fault: 'rm /etc/modules-load.d/microcloud.conf', cure: 'fix' },
  { id: 'sysctl.forward', fault: 'sysctl -qw net.ipv4.ip_forward=0', cure: 'init' },
  { id: 'sysctl.bridge', fault: 'sysctl -qw net.bridge.bridge-nf-call-iptables=0', cure: 'fix' },
  { id: 'sysctl.inotify', ...covered('/proc/sys/fs/inotify/max_user_instances', '128\\n') },
  { id: 'sysctl.boot', fault: 'rm /etc/sysctl.d/90-microcloud.conf', cure: 'init' },
  { id: 'sysctl.keys', ...covered('/proc/sys/kernel/keys/root_maxkeys', '200\\n') },
];
