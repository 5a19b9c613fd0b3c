import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { planFindings } from '../../src/doctor/plan-findings.ts';
import { loadChecks } from '../../src/doctor/themes.ts';
import { Answers } from '../../src/engine/answers.ts';
import { defineStep, type Finding, type Phase, type Scope, type Step } from '../../src/engine/model.ts';
import { factsOf } from '../../src/engine/plan.ts';
import { textFact } from '../../src/facts/command.ts';
import { architecture } from '../../src/facts/machine.ts';
import { sh } from '../../src/shell/sh.ts';
import { loadRun } from '../../src/steps/phases.ts';
import { makeScope } from '../support/plan.ts';

const checks = await loadChecks();
const none = new Answers(new Map(), '0');
const phaseOf = (...findings: readonly Finding[]): Phase => ({
  name: 'phase',
  steps: [defineStep({ id: 'kernel.modules', title: 'Kernel modules', needs: () => ({}), plan: () => findings })],
});
const found = (phases: readonly Phase[], answers = none, { scope = makeScope(), withChanges = true } = {}) =>
  planFindings(checks, phases, scope, answers, { withChanges });
const change = (summary: string) => ({ kind: 'change', summary, script: sh`:` }) as const;
const problem = { kind: 'problem', id: 'disk.low', summary: 'only 5 MiB are free.', hint: 'ssh {node} ls' } as const;

describe('a finding of a plan, as doctor says it', () => {
  it('has the check of its step, or the check that it names itself', () => {
    const ids = found([phaseOf(change('Load'), { ...change('Write'), id: 'kernel.modules_boot' })]);
    assert.deepEqual(
      ids.map(({ check, what }) => `${check.id}: ${what}`),
      [
        'kernel.modules: Kernel modules are missing (Load)',
        'kernel.modules_boot: Kernel modules are not loaded at the next boot (Write)',
      ],
    );
  });

  it('stands for all changes of one check', () => {
    const [one, ...others] = found([phaseOf(...['A', 'B', 'C', 'D', 'E'].map(change))]);
    assert.equal(one?.what, 'Kernel modules are missing (A; B; C; and 2 more)');
    assert.deepEqual(others, []);
  });

  it('has the words of a problem, with its hint for any node, and says that init stops there', () => {
    const [one] = found([phaseOf(problem)]);
    assert.deepEqual([one?.what, one?.advice, one?.stopsInit], ['only 5 MiB are free', ['ssh {node} ls'], true]);
  });

  it('comes once, also when several steps find the same in other words', () => {
    const again = { ...problem, summary: 'the card is full' };
    assert.equal(found([phaseOf(problem), phaseOf(again)]).length, 1);
    assert.equal(found([phaseOf(problem), phaseOf({ ...again, about: '/boot' })]).length, 2);
  });

  it('is never a note, nor a change of a node that is not in the cluster yet', () => {
    const note = { kind: 'note', summary: 'Something', hint: 'x' } as const;
    assert.deepEqual(found([phaseOf(note, change('Load'))], none, { withChanges: false }), []);
  });

  it('has an id of its own when a question is not answered', () => {
    const needs = () => ({ colour: textFact('colour', sh`echo red`) });
    const step = defineStep({ id: 'kernel.modules', title: 'Colour', needs, plan: () => [] });
    const [one] = found([{ name: 'phase', steps: [step] }]);
    assert.equal(one?.check.id, 'node.unanswered');
    assert.match(one?.what ?? '', /^Colour: the node does not answer colour/);
    assert.match(one?.advice.join() ?? '', /^ssh \{node\}: /);
    assert.deepEqual([one?.check.advice].flat(), one?.advice);
  });
});

it('a step that throws is a finding', () => {
  const plan = () => {
    throw new Error('no such board');
  };
  const step = defineStep({ id: 'kernel.modules', title: 'Boards', needs: () => ({}), plan });
  const [one] = found([{ name: 'phase', steps: [step] }]);
  assert.deepEqual([one?.check.id, one?.stopsInit], ['node.unplanned', true]);
});

// What a node without anything would answer: enough for most steps to find something.
async function everything(scope: Scope): Promise<{ readonly phases: readonly Phase[]; readonly answers: Answers }> {
  const phases = await loadRun();
  const answers = factsOf(phases, scope).flatMap((fact) => {
    try {
      const said = fact.id === architecture.id ? 'arm64' : '';
      return [[fact.id, { kind: 'value', value: fact.parse(said) }] as const];
    } catch {
      return [];
    }
  });
  return { phases, answers: new Answers(new Map(answers), '0') };
}

function reworded(step: Step): Step {
  return {
    ...step,
    title: 'x',
    *plan(view) {
      let count = 0;
      for (const finding of step.plan(view)) yield { ...finding, summary: `other words ${count++}` };
    },
  };
}

const scopes = {
  'a control plane with kubeadm': makeScope({ at: 'pi-1' }),
  'a worker with kubeadm, and a static address': makeScope({ node: { staticAddress: '192.168.0.212' } }),
  'a control plane with k3s': makeScope({ at: 'pi-1', cluster: { distribution: 'k3s' } }),
};

describe('other words for everything that steps say', () => {
  for (const [title, scope] of Object.entries(scopes)) {
    it(`change nothing in what doctor finds on ${title}`, async () => {
      const { phases, answers } = await everything(scope);
      const others = phases.map(({ name, steps }) => ({ name, steps: steps.map(reworded) }));
      const idsOf = (some: readonly Phase[]) => found(some, answers, { scope }).map(({ check }) => check.id);
      assert.deepEqual(idsOf(others), idsOf(phases));
      assert.ok(new Set(idsOf(phases)).size >= 18, idsOf(phases).join());
    });
  }
});
