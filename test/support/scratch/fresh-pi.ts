import { fixture } from '../fixture.ts';
import { linksWith } from '../k3s.ts';
import { unitAnswer } from '../plan.ts';
import type { World } from './world.ts';

const pi = 'pi-4-raspios-trixie';

/** Units that come with the system. In a scratch root nothing starts them. */
const units = {
  'systemd-timesyncd.service': unitAnswer({ active: 'inactive' }),
  'NetworkManager.service': unitAnswer(),
};

/** Makes a Raspberry Pi 4 after its first boot, as far as a directory can be one, with this name and address. */
export const freshPi = (name: string, address: string): World => ({
  units,
  packages: { 'rpi-swap': '1.5-1' },
  files: {
    ...Object.fromEntries(Object.keys(units).map((name) => [`/run/systemd/system/${name}`, ''])),
    '/etc/machine-id': `machine-of-${name}\n`,
    '/etc/resolv.conf': 'nameserver 192.168.0.1\n',
    '/run/fake/links': `${linksWith(address).split('\n')[1]}\n`,
    '/run/fake/routes': '[{"dst":"default","gateway":"192.168.0.1","dev":"eth0","protocol":"dhcp"}]\n',
    '/etc/os-release': fixture(`${pi}/os-release`),
    '/etc/hostname': 'raspberrypi\n',
    '/etc/hosts': fixture(`${pi}/hosts`),
    '/etc/fstab': fixture(`${pi}/fstab`),
    '/etc/rpi/swap.conf': '[Main]\n',
    '/boot/firmware/cmdline.txt': fixture(`${pi}/cmdline.txt`),
    '/proc/1/comm': 'systemd\n',
    '/proc/cgroups': '#subsys_name\thierarchy\tnum_cgroups\tenabled\n',
    '/proc/cmdline': fixture(`${pi}/proc-cmdline`),
    '/proc/locks': '',
    '/proc/meminfo':
      'MemTotal:        3884892 kB\nMemFree:         3000000 kB\nMemAvailable:    3500000 kB\nSwapFree: 0 kB\n',
    '/proc/modules': '',
    '/proc/mounts': '/dev/mmcblk0p2 / ext4 rw,noatime 0 0\n',
    '/proc/self/mountinfo': '',
    '/proc/self/mounts': '/dev/mmcblk0p2 / ext4 rw,noatime 0 0\n',
    '/proc/stat': 'btime 1795000000\n',
    '/proc/swaps': 'Filename\tType\tSize\tUsed\tPriority\n/dev/zram0\tpartition\t2097136\t0\t100\n',
    '/proc/sys/fs/inotify/max_user_instances': '128\n',
    '/proc/sys/fs/inotify/max_user_watches': '29361\n',
    '/proc/sys/kernel/hostname': 'raspberrypi\n',
    '/proc/sys/kernel/osrelease': '6.12.47+rpt-rpi-v8\n',
    '/proc/sys/kernel/random/boot_id': '2b0e2d3c-9a3a-4e56-8f3c-6a1f0c1d2e3f\n',
    '/proc/sys/net/ipv4/ip_forward': '0\n',
    '/proc/uptime': '600.00 2000.00\n',
    '/sys/devices/system/cpu/online': '0-3\n',
    '/sys/fs/cgroup/cgroup.controllers': 'cpuset cpu io pids\n',
  },
  programs: {
    uname: 'case $1 in -m) echo aarch64 ;; -r) echo 6.12.47+rpt-rpi-v8 ;; *) echo Linux ;; esac',
    ip: 'case $* in *route*) cat /run/fake/routes ;; *) cat /run/fake/links ;; esac',
    df: 'echo "Filesystem 1M-blocks Used Available Capacity Mounted on"; echo "/dev/mmcblk0p2 30000 5000 25000 17% /"',
  },
});
