import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { bootFile, bootFiles } from '../../src/facts/boot-files.ts';
import { filesAnswer } from '../support/network.ts';
import { fileAnswer } from '../support/plan.ts';

const folder = '/boot/firmware';
const usual = 'console=tty1 root=PARTUUID=1 rootwait\n';
const mine = 'console=tty1 root=PARTUUID=1 rootwait quiet isolcpus=3\n';
const other = 'console=tty1 root=PARTUUID=9 rootwait\n';

/** Which file counts with these texts in the firmware's folder, and these options of the running kernel. */
function counts(running: string, texts: Readonly<Record<string, string>>, osPrefix = ''): string | undefined {
  const files = Object.fromEntries(Object.entries(texts).map(([name, text]) => [`${folder}/${name}`, text]));
  const at = (name: string) => (texts[name] === undefined ? '' : fileAnswer(texts[name]));
  return bootFile({
    runningOptions: bootFiles.runningOptions.parse(`coherent_pool=1M cgroup_disable=memory ${running}`),
    osPrefix: bootFiles.osPrefix.parse(osPrefix),
    firmwareCmdline: bootFiles.firmwareCmdline.parse(at('cmdline.txt')),
    currentCmdline: bootFiles.currentCmdline.parse(at('current/cmdline.txt')),
    bootCmdline: bootFiles.bootCmdline.parse(''),
    texts: bootFiles.texts.parse(filesAnswer(files)),
  })?.path.slice(folder.length + 1);
}

const config = (...lines: string[]) => ['dtparam=audio=on', ...lines, '[all]', ''].join('\n');

describe('the file of the command line that counts', () => {
  it('is cmdline.txt where config.txt names no other', () => {
    assert.equal(
      counts(usual, { 'cmdline.txt': usual, 'config.txt': config('#cmdline=mine.txt'), 'mine.txt': mine }),
      'cmdline.txt',
    );
  });

  it('is the one that config.txt names, also when it has the same options', () => {
    for (const text of [mine, usual]) {
      const texts = { 'cmdline.txt': usual, 'config.txt': config('cmdline=mine.txt'), 'mine.txt': text };
      assert.equal(counts(text, texts), 'mine.txt');
    }
  });

  it('is the one that a file names which config.txt includes', () => {
    const texts = {
      'cmdline.txt': usual,
      'config.txt': config('include extra.txt'),
      'extra.txt': 'cmdline=mine.txt\n',
      'mine.txt': mine,
    };
    assert.equal(counts(mine, texts), 'mine.txt');
  });

  it('is the one that the kernel runs with, where sections name several', () => {
    const texts = {
      'cmdline.txt': usual,
      'config.txt': config('[pi5]', 'cmdline=five.txt', '[pi4]', 'cmdline=mine.txt', '[tryboot]', 'cmdline=try.txt'),
      'five.txt': other,
      'mine.txt': mine,
      'try.txt': other,
    };
    assert.equal(counts(mine, texts), 'mine.txt');
    assert.equal(counts(usual, { ...texts, 'mine.txt': other }), 'cmdline.txt');
  });

  it('stays the same once the option is in it, and the node has not rebooted', () => {
    const texts = { 'cmdline.txt': usual, 'config.txt': config('[pi5]', 'cmdline=mine.txt'), 'mine.txt': mine };
    const changed = { ...texts, 'cmdline.txt': `${usual.trim()} cgroup_enable=memory\n` };
    assert.equal(counts(usual, changed), 'cmdline.txt');
  });

  it('is below os_prefix, and there may have another name, too', () => {
    const texts = { 'cmdline.txt': other, 'current/cmdline.txt': usual, 'config.txt': config() };
    assert.equal(counts(usual, texts, 'current/\0'), 'current/cmdline.txt');
    const renamed = { ...texts, 'config.txt': config('cmdline=cmdline-mine.txt'), 'current/cmdline-mine.txt': mine };
    assert.equal(counts(mine, renamed, 'current/\0'), 'current/cmdline-mine.txt');
  });

  it('is cmdline.txt where config.txt names a file that is not there', () => {
    assert.equal(counts(usual, { 'cmdline.txt': usual, 'config.txt': config('cmdline=gone.txt') }), 'cmdline.txt');
  });
});
