import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Answers } from '../../src/engine/answers.ts';
import { defineStep } from '../../src/engine/model.ts';
import { factsOf, planPhase } from '../../src/engine/plan.ts';
import { textFact } from '../../src/facts/command.ts';
import { sh } from '../../src/shell/sh.ts';
import { makeScope } from '../support/plan.ts';

const stepOf = (only: 'kubeadm' | 'k3s') =>
  defineStep({
    id: 'kernel.modules',
    title: only,
    only,
    needs: () => ({ fact: textFact(`what ${only} asks`, sh`:`) }),
    *plan() {
      yield { kind: 'change', summary: `Do it for ${only}`, script: sh`:` };
    },
  });
const phase = { name: 'phase', steps: [stepOf('kubeadm'), stepOf('k3s')] };

describe('a step of one distribution', () => {
  for (const distribution of ['kubeadm', 'k3s'] as const) {
    it(`is asked and planned with ${distribution} only where it is its own`, () => {
      const scope = makeScope({ cluster: { distribution } });
      const facts = factsOf([phase], scope);
      assert.deepEqual(
        facts.map(({ id }) => id),
        [`what ${distribution} asks`],
      );
      const answers = new Answers(new Map(facts.map(({ id }) => [id, { kind: 'value', value: '' }])), '0');
      const { changes, problems } = planPhase(phase, scope, answers);
      assert.deepEqual([changes.map(({ summary }) => summary), problems], [[`Do it for ${distribution}`], []]);
    });
  }
});

describe('a finding of a plan', () => {
  const problem = { kind: 'problem', summary: 'no room', hint: 'ssh {node} ls, and look at {node}' } as const;
  const step = defineStep({
    id: 'hw.memory',
    title: 'step',
    needs: () => ({}),
    plan: () => [problem, { ...problem, id: 'disk.low' }],
  });

  it('has its own id or that of its step, and the name of its node in its hint', () => {
    const { problems } = planPhase({ name: 'phase', steps: [step] }, makeScope(), new Answers(new Map(), '0'));
    assert.deepEqual(
      problems.map(({ id, hint }) => [id, hint]),
      [
        ['hw.memory', 'ssh pi-2 ls, and look at pi-2'],
        ['disk.low', 'ssh pi-2 ls, and look at pi-2'],
      ],
    );
  });
});

describe('a step that throws', () => {
  const thrown = () => {
    throw new TypeError('odd');
  };
  const base = { id: 'hw.memory', title: 'Memory', needs: () => ({}), plan: () => [] } as const;

  for (const [where, step] of [
    ['in its plan', defineStep({ ...base, plan: thrown })],
    ['when it says what it needs', defineStep({ ...base, needs: thrown })],
  ] as const) {
    it(`${where} is a problem of its node`, () => {
      const { problems } = planPhase({ name: 'phase', steps: [step] }, makeScope(), new Answers(new Map(), '0'));
      assert.deepEqual(
        problems.map(({ id, summary }) => [id, summary.split('. ')[0]]),
        [['node.unplanned', 'Memory: this node cannot be planned (odd)']],
      );
    });
  }
});

describe('planning again', () => {
  it('is done for other answers and for another scope, and not for the same', () => {
    let plans = 0;
    const step = defineStep({
      id: 'kernel.modules',
      title: 'counted',
      needs: () => ({}),
      plan() {
        plans += 1;
        return [];
      },
    });
    const counted = { name: 'phase', steps: [step] };
    const [scope, answers] = [makeScope(), new Answers(new Map(), '0')];
    const planWith = (...given: [typeof scope, typeof answers]) => {
      planPhase(counted, ...given);
      return plans;
    };
    assert.equal(planWith(scope, answers), 1);
    assert.equal(planWith(scope, answers), 1);
    assert.equal(planWith({ ...scope }, answers), 2);
    assert.equal(planWith(scope, new Answers(new Map(), '0')), 3);
  });
});

describe('a change of a file that others wrote', () => {
  it('shows where it holds a secret, and not the secret', () => {
    const step = defineStep({
      id: 'kubelet.unit',
      title: 'Settings',
      needs: () => ({}),
      *plan() {
        const [before, after] = ['token: tomato-soup\nnode-ip: 192.168.0.1\n', 'node-ip: 192.168.0.2\n'];
        yield { kind: 'change', summary: 'Change /etc/rancher/k3s/config.yaml', before, after, script: sh`:` };
      },
    });
    const { changes } = planPhase({ name: 'phase', steps: [step] }, makeScope(), new Answers(new Map(), '0'));
    assert.deepEqual(
      changes.map(({ before, after }) => [before, after]),
      [['token: <secret>\nnode-ip: 192.168.0.1\n', 'node-ip: 192.168.0.2\n']],
    );
  });
});
