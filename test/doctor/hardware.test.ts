import { describe } from 'node:test';
import { itJudges } from '../support/checks.ts';
import { fileAnswer, makeScope } from '../support/plan.ts';

describe('the checks of hardware', () => {
  itJudges(
    'hw.power',
    { throttled: 'throttled=0x0\n' },
    {
      'is silent with a good supply': { says: undefined },
      'reports under-voltage now': {
        when: { throttled: 'throttled=0x50005\n' },
        says: /^problem: Its power supply is too weak$/,
      },
      'reports under-voltage since the boot': {
        when: { throttled: 'throttled=0x10000\n' },
        says: /^warning: .* was too weak/,
      },
      'cannot judge when the firmware does not answer': { when: { throttled: '' }, says: 'unasked' },
    },
  );
  itJudges(
    'hw.throttled',
    { throttled: 'throttled=0x0\n' },
    {
      'is silent at full speed': { says: undefined },
      'is silent about under-voltage alone': { when: { throttled: 'throttled=0x10001\n' }, says: undefined },
      'reports a processor that is slowed down now': {
        when: { throttled: 'throttled=0x2\n' },
        says: /^problem: Its processor is slowed down$/,
      },
      'reports the soft limit of temperature': { when: { throttled: 'throttled=0x80008\n' }, says: /^problem: / },
      'reports a processor that was slowed down since the boot': {
        when: { throttled: 'throttled=0xe0000\n' },
        says: /^warning: .* was slowed down/,
      },
    },
  );
  itJudges(
    'hw.processes',
    { load: '0.20 0.18 0.12 1/80 11206\n', mostIds: '32768\n', mostThreads: '7000\n' },
    {
      'is silent with few processes': { says: undefined },
      'reports a node that is near its limit': {
        when: { load: '90.20 80.18 70.12 11/6900 31206\n' },
        says: /has 6900 processes and threads, and may have 7000$/,
      },
      'is silent when the kernel names no limit': { when: { load: '' }, says: undefined },
    },
  );
  itJudges(
    'hw.temperature',
    { temperature: '51121\n' },
    {
      'is silent when the node is cool': { says: undefined },
      'warns at 80 °C': { when: { temperature: '80300\n' }, says: /^warning: It is hot \(80 °C\)$/ },
      'reports a problem at 85 °C': { when: { temperature: '86200\n' }, says: /^problem: It is hot \(86 °C\)$/ },
      'cannot judge without a thermometer': { when: { temperature: '' }, says: 'unasked' },
    },
  );
  const wired = makeScope({ node: { overlays: ['dht11,gpiopin=4', 'disable-bt'] } });
  itJudges(
    'sensor.missing',
    { sensors: 'dht11\n', changed: '' },
    {
      'is silent when the kernel has the sensor': { scope: wired, says: undefined },
      'is silent when nobody wants a sensor': { when: { sensors: '' }, says: undefined },
      'reports a sensor that the kernel does not have': {
        when: { sensors: 'bme280\n' },
        scope: wired,
        says: /^problem: The kernel has no dht11 although config\.txt names it$/,
      },
      'is silent when the reboot is still to come': {
        when: { sensors: '', changed: fileAnswer('') },
        scope: wired,
        says: undefined,
      },
    },
  );
  itJudges(
    'sensor.silent',
    { silent: '' },
    {
      'is silent when all sensors tell something': { says: undefined },
      'names the sensor that tells nothing': {
        when: { silent: 'dht11@4\n' },
        says: /^warning: A sensor tells nothing: dht11$/,
      },
    },
  );
  itJudges(
    'hw.voltage_log',
    { journal: '' },
    {
      'is silent when the kernel says nothing': { says: undefined },
      'reports under-voltage that the kernel has logged': {
        when: { journal: 'hwmon hwmon1: Undervoltage detected!\n' },
        says: /under-voltage/,
      },
    },
  );
  itJudges(
    'hw.page_size',
    { pageSize: '4096\n' },
    {
      'is silent with pages of 4 KiB': { says: undefined },
      'reports the 16 KiB of the kernel of a Pi 5': { when: { pageSize: '16384\n' }, says: /16 KiB/ },
    },
  );
  itJudges(
    'hw.mixed',
    { machine: 'aarch64\n', architecture: 'arm64\n' },
    {
      'is silent when kernel and system have 64 bits': { says: undefined },
      'is silent when kernel and system have 32 bits': {
        when: { machine: 'armv7l\n', architecture: 'armhf\n' },
        says: undefined,
      },
      'reports a 32-bit system on a 64-bit kernel': { when: { architecture: 'armhf\n' }, says: /32-bit/ },
    },
  );
  itJudges(
    'hw.memory_left',
    { memory: 'MemTotal:  948304 kB\nMemAvailable: 500000 kB\n' },
    {
      'is silent when there is memory left': { says: undefined },
      'reports memory that is nearly used up': {
        when: { memory: 'MemTotal: 948304 kB\nMemAvailable: 30000 kB\n' },
        says: /Only 3 %/,
      },
    },
  );
});

const kept = (kubelet: Readonly<Record<string, number | Record<string, string>>>) =>
  makeScope({ cluster: { kubeadm: { kubelet } } });
const disk = { fileSystem: 'ext2/ext3 1000 500 1000 900\n' };
const io = 'blk_update_request: I/O error, dev mmcblk0, sector 61440 op 0x1:(WRITE)\n';
const controlPlane = makeScope({ at: 'pi-1' });

describe('the checks of the card', () => {
  itJudges('disk.full', disk, {
    'is silent when there is room': { says: undefined },
    'reports a problem at 85 %, where kubelet evicts pods': {
      when: { fileSystem: 'ext2/ext3 1000 140 1000 900' },
      says: /^problem: Its card is 86 % full$/,
    },
    'is silent below the limit of the inventory': {
      when: { fileSystem: 'ext2/ext3 1000 110 1000 900' },
      scope: kept({ imageGCHighThresholdPercent: 90, evictionHard: { 'imagefs.available': '7%' } }),
      says: undefined,
    },
    'warns where the inventory lets kubelet remove images': {
      when: { fileSystem: 'ext2/ext3 1000 90 1000 900' },
      scope: kept({ imageGCHighThresholdPercent: 90, evictionHard: { 'imagefs.available': '7%' } }),
      says: /^warning: Its card is 91 % full$/,
    },
    'reports a problem at 95 %, whatever the inventory says': {
      when: { fileSystem: 'ext2/ext3 1000 40 1000 900' },
      scope: kept({ imageGCHighThresholdPercent: 100, evictionHard: { 'nodefs.available': '1Gi' } }),
      says: /^problem: Its card is 96 % full$/,
    },
    'only warns at 85 % with k3s': {
      when: { fileSystem: 'ext2/ext3 1000 140 1000 900' },
      scope: makeScope({ cluster: { distribution: 'k3s' } }),
      says: /^warning: Its card is 86 % full$/,
    },
  });
  itJudges('disk.inodes', disk, {
    'is silent when there are inodes left': { says: undefined },
    'is silent on btrfs, which has no inodes to count': { when: { fileSystem: 'btrfs 1000 500 0 0' }, says: undefined },
    'warns at 90 %': { when: { fileSystem: 'ext2/ext3 1000 500 1000 90' }, says: /^warning: It has 91 %/ },
    'reports a problem at 95 %': { when: { fileSystem: 'ext2/ext3 1000 500 1000 50' }, says: /^problem: It has 95 %/ },
  });
  itJudges(
    'disk.logs',
    { logs: '/dev/mmcblk0p2 ext4 30000000 5000000 25000000 17% /\n' },
    {
      'is silent when logs are on the card': { says: undefined },
      'is silent when logs have room in memory': {
        when: { logs: 'log2ram tmpfs 262144 20000 242144 8% /var/log\n' },
        says: undefined,
      },
      // azlux/log2ram#100 and Armbian's default.
      'warns about the room that log2ram has by default': {
        when: { logs: 'log2ram tmpfs 40960 20480 20480 50% /var/log\n' },
        says: /^warning: Its \/var\/log is in memory: 40 MiB, 20 of them free/,
      },
      'reports a problem when their room is full': {
        when: { logs: '/dev/zram1 ext4 49584 48000 1584 97% /var/log\n' },
        says: /^problem: .*48 MiB, 1 of them free/,
      },
    },
  );
  itJudges(
    'disk.read_only',
    { rootOptions: 'rw,noatime\n' },
    {
      'is silent when the card can be written': { says: undefined },
      'is silent about other options of the file system': {
        when: { rootOptions: 'rw,errors=remount-ro\n' },
        says: undefined,
      },
      'reports a card that is read-only': { when: { rootOptions: 'ro,noatime\n' }, says: /read-only/ },
    },
  );
  itJudges(
    'disk.errors',
    { journal: '' },
    {
      'is silent when the kernel says nothing': { says: undefined },
      'reports I/O errors': { when: { journal: io }, says: /I\/O error, dev mmcblk0/ },
      'reports a card that does not answer the kernel': {
        when: { journal: 'mmc0: Timeout waiting for hardware interrupt.\n' },
        says: /mmc0/,
      },
      'reports errors of the file system': {
        when: { journal: 'EXT4-fs error (device mmcblk0p2): ext4_find_entry\n' },
        says: /EXT4/,
      },
      // raspberrypi/linux#6661: the I/O errors only follow.
      'reports an NVMe disk that goes away as a disk, not as a card': {
        when: {
          journal:
            'nvme nvme0: controller is down; will reset: CSTS=0xffffffff, PCI_STATUS=0x10\nI/O error, dev nvme0n1, sector 250069504 op 0x0:(READ)\n',
        },
        says: /^problem: .*Its NVMe disk does not answer at times/,
      },
      // home-assistant/operating-system#1710
      'reports a USB disk whose adapter breaks off as a disk, not as a card': {
        when: { journal: 'sd 0:0:0:0: [sda] tag#28 uas_eh_abort_handler 0 uas-tag 10 inflight: CMD OUT\n' },
        says: /Its USB disk does not answer at times/,
      },
    },
  );
  itJudges(
    'memory.oom',
    { journal: '' },
    {
      'is silent when the kernel says nothing': { says: undefined },
      'names the program that was stopped': {
        when: { journal: 'Out of memory: Killed process 812 (kube-apiserver) total-vm:1198736kB\n' },
        says: /stopped kube-apiserver/,
      },
    },
  );
  itJudges(
    'disk.slow',
    { writeMilliseconds: '16384 bytes (16 kB, 16 KiB) copied, 0.0652 s, 251 kB/s\n' },
    {
      'is silent with a fast card': { says: undefined },
      'warns on a control plane at 427 ms': {
        when: { writeMilliseconds: '16384 bytes (16 kB) copied, 1.28 s, 34 kB/s' },
        scope: controlPlane,
        says: /takes 427 ms/,
      },
      'is silent on a worker at 427 ms': {
        when: { writeMilliseconds: '16384 bytes copied, 1.28 s, 34 kB/s' },
        says: undefined,
      },
      'cannot judge when dd says nothing': { when: { writeMilliseconds: '' }, says: 'unasked' },
    },
  );
});
