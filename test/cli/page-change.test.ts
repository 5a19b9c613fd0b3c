import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createPageChange, type PlannedWork } from '../../src/cli/page-change.ts';
import type { ShownPlan } from '../../src/screen/change-state.ts';

const beside = { sum: '1 change on 1 node.', problems: [], notes: [] };
const plan: ShownPlan = { phases: [], nodes: ['pi-1'], ...beside, hasChanges: true };
const turn = () => new Promise((resolve) => setImmediate(resolve));

/** A change, and what the page has heard of it. */
function setUp() {
  const heard: string[] = [];
  const change = createPageChange((kind, value) => {
    const { kind: state, text } = value as { kind?: string; text?: string };
    heard.push([kind, state, text].filter(Boolean).join(' '));
  });
  return { change, heard };
}

/** Work on one node that fails where the plan is refused. */
function work(shown: ShownPlan = plan): PlannedWork {
  return {
    command: 'microcloud init',
    async work({ emit, proceed }) {
      emit({ kind: 'asking', node: 'pi-1' });
      if (!(await proceed(shown))) return { ok: true, text: 'Nothing was changed.' };
      emit({ kind: 'converged', node: 'pi-1', changes: 1 });
      return { ok: true, text: '1 change made.' };
    },
  };
}

describe('a change that is begun on the page', () => {
  it('shows its plan, waits for a yes, and says how it ended', async () => {
    const { change, heard } = setUp();
    change.start(work());
    await turn();
    assert.equal(change.state().kind, 'planned');
    assert.equal(change.isWorking(), false);
    change.answer(true);
    assert.equal(change.state().kind, 'planned', 'the answer has come, the work has not begun');
    await turn();
    assert.deepEqual(heard, [
      'change looking',
      'row looking at it',
      'change planned',
      'change working',
      'row done',
      'change ended 1 change made.',
    ]);
    assert.deepEqual(change.state(), {
      kind: 'ended',
      ok: true,
      text: '1 change made.',
      command: 'microcloud init',
      rows: [{ node: 'pi-1', text: 'done', state: 'done' }],
    });
  });

  it('leaves no node at work when all has ended well', async () => {
    const { change } = setUp();
    const ends = async (ok: boolean) => {
      change.start({
        command: 'microcloud user add ismael',
        async work({ emit }) {
          emit({ kind: 'asking', node: 'pi-1' });
          return { ok, text: 'It is over.' };
        },
      });
      await turn();
      const state = change.state();
      return state.kind === 'ended' && state.rows[0]?.state;
    };
    assert.equal(await ends(true), 'done');
    assert.equal(await ends(false), 'works');
  });

  it('changes nothing after a no', async () => {
    const { change, heard } = setUp();
    change.start(work());
    await turn();
    change.answer(false);
    await turn();
    assert.equal(heard.at(-1), 'change ended Nothing was changed.');
    assert.ok(!heard.includes('change working'));
  });

  it('asks nothing where there is nothing to change', async () => {
    const { change } = setUp();
    change.start(work({ ...plan, hasChanges: false }));
    await turn();
    assert.equal(change.state().kind, 'ended');
  });

  it('is the only one, and takes one answer', async () => {
    const { change } = setUp();
    assert.throws(() => change.answer(true), /No plan waits/);
    change.start(work());
    assert.throws(() => change.start(work()), { message: 'This goes on already: microcloud init.' });
    await turn();
    change.answer(true);
    assert.throws(() => change.answer(true), /No plan waits/);
    await turn();
    change.start(work());
    assert.equal(change.state().kind, 'planned', 'after the end another one may begin');
  });

  it('ends with the error where the work fails', async () => {
    const { change } = setUp();
    change.start({ command: 'microcloud init', work: () => Promise.reject(new TypeError('x is undefined')) });
    await turn();
    const state = change.state();
    assert.ok(state.kind === 'ended' && !state.ok);
    assert.match(state.text, /^This is a bug in microcloud: TypeError: x is undefined/);
  });
});
