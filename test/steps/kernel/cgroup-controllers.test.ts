import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { optionsIn } from '../../../src/facts/boot-files.ts';
import { controllers, switchOf, withControllers } from '../../../src/steps/kernel/cgroup-controllers.ts';

describe('options of controllers', () => {
  const rows: Record<string, 'enable' | 'disable' | undefined> = {
    'root=/dev/sda1': undefined,
    'cgroup_enable=memory': 'enable',
    'cgroup_disable=memory cgroup_enable=memory': 'enable',
    'cgroup_enable=memory cgroup_disable=memory': 'disable',
    'cgroup_disable=cpuset,memory': 'disable',
    'cgroup_enable=cpuset cgroup_memory=1': undefined,
    'x.cgroup_enable=memory cgroup_enable=memory2': undefined,
  };
  for (const [options, wanted] of Object.entries(rows)) {
    it(`reads ${options} as ${wanted ?? 'nothing'}`, () =>
      assert.equal(switchOf(optionsIn(options), 'memory'), wanted));
  }

  it('puts them last, on one line, once, whatever lines there are', () => {
    const option = fc.constantFrom(
      'root=/dev/sda1',
      'quiet',
      'cgroup_enable=memory',
      'cgroup_disable=memory',
      '\n',
      '\n# old',
    );
    fc.assert(
      fc.property(fc.array(option), (options) => {
        const once = withControllers(options.join(' '), ['memory']);
        assert.equal(withControllers(once, ['memory']), once);
        const [first = ''] = once.split('\n');
        assert.match(first, /cgroup_enable=memory$/);
        assert.equal(first.split('cgroup_enable=memory').length, 2);
        assert.equal(switchOf(optionsIn(once), 'memory'), 'enable');
      }),
    );
  });

  it('takes options of further lines, and leaves copies of the whole command line and comments below', () => {
    const before = 'console=tty1 root=/dev/sda2 rootwait\nquiet\nconsole=tty1 root=/dev/old init=/resize\n# mine\n';
    const after =
      'console=tty1 root=/dev/sda2 rootwait quiet cgroup_enable=memory\nconsole=tty1 root=/dev/old init=/resize\n# mine\n';
    assert.equal(withControllers(before, ['memory']), after);
  });

  it('puts memory behind all others', () => {
    assert.equal(withControllers('quiet\n', controllers), 'quiet cgroup_enable=pids cgroup_enable=memory\n');
  });
});
