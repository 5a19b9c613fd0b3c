import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { boot } from './firmware.ts';

const board = { sections: ['pi4', '0x10000000eb000001'], mac: 'b8:27:eb:00:00:01' };
const tree = 'coherent_pool=1M cgroup_disable=memory smsc95xx.macaddr=B8:27:EB:00:00:01  ';
const options = 'root=PARTUUID=8a676486-02 rootwait';

interface Row {
  readonly files: Readonly<Record<string, string>>;
  readonly file?: string;
  readonly osPrefix?: string;
  readonly commandLine?: string;
}

const rows: Readonly<Record<string, Row>> = {
  'takes cmdline.txt, behind what the device tree says': {
    files: { 'cmdline.txt': `${options}\n` },
    commandLine: `${tree}${options}`,
  },
  'takes the first line only': { files: { 'cmdline.txt': `${options}\nquiet\n` } },
  'leaves memory out of the device tree where cmdline.txt switches it on behind it': {
    files: { 'cmdline.txt': `${options} cgroup_enable=memory` },
    commandLine: `coherent_pool=1M smsc95xx.macaddr=B8:27:EB:00:00:01  ${options} cgroup_enable=memory`,
  },
  'does not take cgroup_memory=1 for that': {
    files: { 'cmdline.txt': `${options} cgroup_memory=1` },
    commandLine: `${tree}${options} cgroup_memory=1`,
  },
  'knows which UART serial0 is': {
    files: { 'cmdline.txt': 'console=serial0,115200 root=/dev/vda2' },
    commandLine: `${tree}console=ttyS0,115200 root=/dev/vda2`,
  },
  'takes the file that config.txt names': {
    files: { 'config.txt': 'cmdline=other.txt\n', 'other.txt': options, 'cmdline.txt': 'root=/dev/null' },
    file: 'other.txt',
  },
  'takes the last of two': {
    files: {
      'config.txt': 'cmdline=one.txt\n[all]\ncmdline=two.txt\n',
      'one.txt': 'root=/dev/null',
      'two.txt': options,
    },
    file: 'two.txt',
  },
  'passes over sections of other boards': {
    files: { 'config.txt': '[pi5]\ncmdline=five.txt\n[pi4]\narm_boost=1\n', 'cmdline.txt': options },
  },
  'takes sections of its own, also by serial number': {
    files: { 'config.txt': '[pi4]\n[0x10000000EB000001]\ncmdline=mine.txt\n', 'mine.txt': options },
    file: 'mine.txt',
  },
  'wants all kinds of sections to hold': {
    files: { 'config.txt': '[pi5]\n[0x10000000eb000001]\ncmdline=mine.txt\n', 'cmdline.txt': options },
  },
  'reads tryboot sections only when it tries': {
    files: { 'config.txt': '[tryboot]\nos_prefix=new/\n[all]\n', 'new/kernel8.img': '', 'cmdline.txt': options },
  },
  'reads included files': {
    files: { 'config.txt': 'include more.txt\n', 'more.txt': 'cmdline=other.txt', 'other.txt': options },
    file: 'other.txt',
  },
  'puts os_prefix in front of the name': {
    files: { 'config.txt': 'os_prefix=current/\n', 'current/kernel8.img': '', 'current/cmdline.txt': options },
    file: 'current/cmdline.txt',
    osPrefix: 'current/',
  },
  'forgets os_prefix where no kernel is': {
    files: { 'config.txt': 'os_prefix=gone/\n', 'gone/cmdline.txt': 'root=/dev/null', 'cmdline.txt': options },
  },
};

describe('the firmware of an emulated Pi', () => {
  for (const [title, { files, file = 'cmdline.txt', osPrefix = '', commandLine }] of Object.entries(rows)) {
    it(title, () => {
      const booted = boot((name) => files[name], board);
      assert.deepEqual(
        { file: booted.file, osPrefix: booted.osPrefix, commandLine: booted.commandLine },
        { file, osPrefix, commandLine: commandLine ?? `${tree}${options}` },
      );
    });
  }

  it('leaves memory off for kernels that cannot switch it on', () => {
    const read = (name: string) => (name === 'cmdline.txt' ? `${options} cgroup_enable=memory` : undefined);
    const { commandLine } = boot(read, { ...board, ignoresEnable: true });
    assert.equal(commandLine, `${tree}${options} cgroup_enable=memory`);
  });
});
