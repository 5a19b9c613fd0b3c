import { kernelComplaints } from '../../facts/kernel-journal.ts';
import { nodeCheck } from '../check.ts';
import { shortened } from '../shortened.ts';

interface Disk {
  readonly complaint: RegExp;
  readonly what: string;
  readonly advice?: readonly string[];
}

/**
 * How the kernel complains of disks, by how they are connected. A broken connection causes I/O errors, too, so the card
 * comes last.
 */
const disks: readonly Disk[] = [
  {
    complaint: /nvme\d.*(controller is down|timeout|not ready|disabling device)/i,
    what: 'Its NVMe disk does not answer at times',
    advice: [
      'Take "dtparam=pciex1_gen=3" out of /boot/firmware/config.txt, look at the cable of the disk, and reboot',
      'Where that does not help: add "nvme_core.default_ps_max_latency_us=0 pcie_aspm=off" to the line of /boot/firmware/cmdline.txt',
    ],
  },
  {
    complaint: /uas_eh_|xhci_hcd .*(not responding|HC died)/i,
    what: 'Its USB disk does not answer at times',
    advice: [
      'Power the disk on its own, and update the system',
      'Where that does not help: add "usb-storage.quirks=ID:u" to the line of /boot/firmware/cmdline.txt, where ID is what lsusb shows for the disk (152d:0578)',
    ],
  },
  {
    complaint:
      /mmc(blk)?\d.*(error|timeout|crc|stuck|never left busy)|I\/O error|EXT4-fs error|with errors|medium error|read-only/i,
    what: 'Its card makes errors',
  },
];

export default [
  nodeCheck({
    id: 'disk.errors',
    title: 'Its card or disk makes errors',
    why: 'Data gets lost, and soon the node.',
    advice: 'Make a backup, and use a new card or a better power supply',
    runbook:
      'The kernel reports errors of mmc (SD card) or of a disk. A weak power supply can be the cause (hw.power). NVMe disks on a Pi 5 fail where PCIe is set faster than the cable carries, or where the disk saves power. USB disks fail where their adapter does not know UAS well, a faster way over USB. A line in cmdline.txt (`usb-storage.quirks`) switches UAS off.',
    source: 'k3s#1850, #6654; raspberrypi/linux#2392, #6661, #5060; home-assistant/operating-system#1710',
    needs: ({ since }) => ({ journal: kernelComplaints(since) }),
    judge({ facts: { journal } }) {
      for (const { complaint, what, advice } of disks) {
        const line = journal.findLast((text) => complaint.test(text));
        if (line === undefined) continue;
        return { what: `${what} ("${shortened(line, 100)}")`, ...(advice ? { advice } : {}) };
      }
      return undefined;
    },
  }),
];
