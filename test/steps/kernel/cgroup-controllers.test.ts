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

  it('puts them last, on one line, once, and loses nothing that is no comment', () => {
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
        assert.match(once, /^[^\n]*cgroup_enable=memory\n$/);
        assert.equal(once.split('cgroup_enable=memory').length, 2);
        assert.equal(switchOf(optionsIn(once), 'memory'), 'enable');
      }),
    );
  });

  it('puts memory behind all others', () => {
    assert.equal(withControllers('quiet\n', controllers), 'quiet cgroup_enable=pids cgroup_enable=memory\n');
  });
});
