import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { kernelComplaints } from '../../src/facts/kernel-journal.ts';
import { Script } from '../../src/shell/sh.ts';
import { temporary } from '../support/temporary.ts';

// raspberrypi/linux#2392, #6661, #5060, home-assistant/operating-system#1710, and what all boards say.
const complaints = [
  'mmc0: Timeout waiting for hardware interrupt.',
  'mmc0: Card stuck being busy! __mmc_poll_for_busy',
  'mmcblk0: error -110 sending status command, retrying',
  'nvme nvme0: controller is down; will reset: CSTS=0xffffffff, PCI_STATUS=0x10',
  'nvme nvme0: I/O 123 QID 4 timeout, aborting',
  'sd 0:0:0:0: [sda] tag#28 uas_eh_abort_handler 0 uas-tag 10 inflight: CMD OUT ',
  'xhci_hcd 0000:01:00.0: xHCI host controller not responding, assume dead',
  'blk_update_request: I/O error, dev mmcblk0, sector 61440',
  'EXT4-fs (mmcblk0p2): warning: mounting fs with errors, running e2fsck is recommended',
  'Out of memory: Killed process 812 (kube-apiserver) total-vm:1198736kB',
  'hwmon hwmon1: Undervoltage detected!',
];
const quiet = [
  'mmc0: new ultra high speed SDR104 SDHC card at address aaaa',
  'mmcblk0: mmc0:aaaa SL16G 14.8 GiB',
  'nvme nvme0: 4/0/0 default/read/poll queues',
  'xhci_hcd 0000:01:00.0: xHCI Host Controller',
  'EXT4-fs (mmcblk0p2): re-mounted 1a2b r/w. Quota mode: none.',
];

describe("the kernel's complaints", () => {
  it('are picked out on the node, however the kernel writes them', async (t) => {
    const directory = await temporary(t);
    writeFileSync(join(directory, 'said'), `${[...quiet, ...complaints, ...quiet].toReversed().join('\n')}\n`);
    writeFileSync(join(directory, 'journalctl'), `#!/bin/sh\ncat ${join(directory, 'said')}\n`);
    chmodSync(join(directory, 'journalctl'), 0o755);
    const { ask, parse } = kernelComplaints('-1h');
    assert.ok(ask instanceof Script);
    const env = { PATH: `${directory}:${process.env.PATH}` };
    const lines = parse(execFileSync('sh', ['-c', ask.wire], { env, encoding: 'utf8' }));
    assert.deepEqual(lines, complaints);
  });
});
