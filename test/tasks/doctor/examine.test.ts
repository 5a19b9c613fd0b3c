import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type ExamineOptions, examine } from '../../../src/tasks/doctor/examine.ts';
import { freshPi } from '../../support/scratch/fresh-pi.ts';
import { needsScratch } from '../../support/scratch/scratch-node.ts';
import { scratchRun } from '../../support/scratch/scratch-run.ts';
import type { World } from '../../support/scratch/world.ts';

// Nobody answers DNS in a directory, and its disk is that of this machine.
const ignored = ['net.dns', 'disk.full'];
const options: ExamineOptions = { beforeInstall: true, hasPlan: true, since: '-1h', ignored };

/** Fresh Pis, of which pi-2 has these files, too; undefined takes one away. */
const with2 = (own: Readonly<Record<string, string | undefined>>) => (name: string, address: string) => {
  const world: World = freshPi(name, address);
  const files = Object.entries({ ...world.files, ...(name === 'pi-2' ? own : {}) });
  return {
    ...world,
    files: Object.fromEntries(files.flatMap(([path, file]) => (file === undefined ? [] : [[path, file]]))),
  };
};
const told = ({ found }: Awaited<ReturnType<typeof examine>>) => found.map(({ check, node }) => `${check.id} ${node}`);

describe('doctor', needsScratch, () => {
  it('has nothing to say of fresh Pis before init, after one exec each, and hangs up', async (t) => {
    const { run, nodes, open } = await scratchRun(t, freshPi);
    const result = await examine(run, options);
    assert.deepEqual(told(result), []);
    assert.deepEqual([result.nodes, result.reached], [3, 3]);
    assert.ok(result.checks > 200);
    assert.deepEqual(
      [...nodes.values()].map(({ execs }) => execs),
      [1, 1, 1],
    );
    assert.deepEqual([...open], []);
  });

  it('expects nodes to be in the cluster later on', async (t) => {
    const { run } = await scratchRun(t, freshPi);
    const result = await examine(run, { ...options, beforeInstall: false });
    assert.deepEqual(told(result), ['node.absent pi-1', 'node.absent pi-2', 'node.absent pi-3']);
  });

  it('names the node that does not answer, and looks at the others', async (t) => {
    const { run, open } = await scratchRun(t, freshPi, { off: ['pi-2'] });
    const result = await examine(run, options);
    assert.deepEqual(told(result), ['ssh.other pi-2']);
    assert.equal(result.reached, 2);
    assert.deepEqual([...open], []);
  });

  it('says of which node it could not ask something, and goes on', async (t) => {
    const { run, open } = await scratchRun(t, with2({ '/proc/sys/kernel/random/boot_id': undefined }));
    assert.deepEqual(told(await examine(run, options)), ['node.unanswered pi-2']);
    assert.deepEqual([...open], []);
  });

  it('takes an answer that makes no sense for none', async (t) => {
    const { run } = await scratchRun(t, with2({ '/run/fake/routes': 'no JSON\n' }));
    const [first] = (await examine(run, options)).found;
    assert.match(first?.what ?? '', /network links: its answer makes no sense/);
  });

  it('says what stops init although it is ignored', async (t) => {
    const { run } = await scratchRun(t, with2({ '/etc/os-release': 'ID=alpine\nVERSION_ID=3.22\n' }));
    const found = await examine(run, options);
    assert.deepEqual(told(found), ['system.unsupported pi-2']);
    const ignored = await examine(run, { ...options, ignored: [...options.ignored, 'system.unsupported'] });
    assert.deepEqual(told(ignored), []);
    assert.deepEqual(
      ignored.ignoredStops.map(({ check }) => check.id),
      ['system.unsupported'],
    );
  });
});
