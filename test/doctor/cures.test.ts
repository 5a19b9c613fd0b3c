import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { nodeCheck } from '../../src/doctor/check.ts';
import { askable, cures } from '../../src/doctor/cures.ts';
import { Answers } from '../../src/engine/answers.ts';
import { defineStep, type Finding, type Phase } from '../../src/engine/model.ts';
import { planPhase } from '../../src/engine/plan.ts';
import { textFact } from '../../src/facts/command.ts';
import { sh } from '../../src/shell/sh.ts';
import { makeScope } from '../support/plan.ts';

const colour = textFact('colour', sh`echo red`);
const answers = new Answers(new Map([['colour', { kind: 'value', value: 'red' }]]), '0');
const change = { kind: 'change', summary: 'Change', script: sh`:` } as const;
const reboot = { ...change, summary: 'Reboot', effect: { kind: 'reboot', bootId: 'x' } } as const;
const problem = { kind: 'problem', summary: 'Problem', hint: 'do' } as const;
const wait = { kind: 'wait', summary: 'Wait', limitSeconds: 1, hint: 'do' } as const;
const phase = (name: string, ...findings: readonly Finding[]): Phase => ({
  name,
  steps: [defineStep({ title: name, needs: () => ({}), plan: () => findings })],
});
const check = (id: string, isIll: boolean, withCure = true) =>
  nodeCheck({
    id,
    when: 'always',
    title: id,
    severity: 'problem',
    why: 'x.',
    advice: 'x',
    runbook: 'x.',
    source: 'x',
    needs: () => ({ colour }),
    judge: ({ facts }) => (isIll && facts.colour === 'red' ? {} : undefined),
    ...(withCure ? { cure: () => ({ ...change, summary: `Cure ${id}` }) } : {}),
  });

function cured(phases: readonly Phase[], checks: Parameters<typeof cures>[1] = []): readonly string[] {
  return cures(phases, checks, '-1h').flatMap((one) => {
    const { changes, problems, waits } = planPhase(one, makeScope(), answers);
    return [...changes, ...problems, ...waits].map(({ summary }) => `${one.name}: ${summary}`);
  });
}

describe('what --fix does', () => {
  it('is what init would change, and nothing that needs a person, time or a reboot', () => {
    assert.deepEqual(cured([phase('kernel', change, reboot, problem, wait)]), ['kernel: Change']);
  });

  it('is not to move, reboot, make or join', () => {
    const names = ['network', 'reboot', 'create', 'join', 'settle'];
    assert.deepEqual(cured(names.map((name) => phase(name, change))), ['settle: Change']);
  });

  it('is the cure of checks that find something and have one', () => {
    const checks = [check('a.ill', true), check('a.well', false), check('a.advice', true, false)];
    assert.deepEqual(cured([], checks), ['doctor: Cure a.ill']);
  });

  it('goes on where a question is not answered', () => {
    const step = (title: string, needs = {}) => defineStep({ title, needs: () => needs, plan: () => [change] });
    const phases = [{ name: 'kernel', steps: [step('one'), step('two', { none: textFact('none', sh`:`) })] }];
    const left = askable(phases, makeScope(), answers).flatMap(({ steps }) => steps.map(({ title }) => title));
    assert.deepEqual(left, ['one']);
  });
});
