import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Version } from '../../../src/distributions/version.ts';
import { nodeCheck } from '../../../src/doctor/check.ts';
import { Answers } from '../../../src/engine/answers.ts';
import { defineStep, type Finding, type Step } from '../../../src/engine/model.ts';
import { plan, planPhase } from '../../../src/engine/plan.ts';
import { memberState } from '../../../src/facts/cluster/member-state.ts';
import { textFact } from '../../../src/facts/command.ts';
import { partVersions } from '../../../src/facts/part-versions.ts';
import { programsFact } from '../../../src/facts/programs.ts';
import { sh } from '../../../src/shell/sh.ts';
import { phaseRows, type RunName, type RunPhase } from '../../../src/steps/phases.ts';
import version from '../../../src/steps/preflight/version-skew.ts';
import { atItsVersion, curedIn, cureRow, rowsToCure } from '../../../src/tasks/doctor/cures.ts';
import { makeScope } from '../../support/plan.ts';

const colour = textFact('colour', sh`echo red`);
const answers = new Answers(new Map([['colour', { kind: 'value', value: 'red' }]]), '0');
const change = { kind: 'change', summary: 'Change', script: sh`:` } as const;
const problem = { kind: 'problem', summary: 'Problem', hint: 'do' } as const;
const wait = { kind: 'wait', summary: 'Wait', limitSeconds: 1, hint: 'do' } as const;
const finds = (...findings: readonly Finding[]) =>
  defineStep({ id: 'kernel.modules', title: 'step', needs: () => ({}), plan: () => findings });

/** The rows of the run, in their order, with these steps. */
function rowsWith(steps: Partial<Readonly<Record<RunName, readonly Step[]>>>): readonly RunPhase[] {
  return phaseRows.map((row) => ({ ...row, steps: steps[row.name] ?? [] }));
}

/** What `--fix` would change in these rows. */
function cured(rows: readonly RunPhase[], known = answers, scope = makeScope()): readonly string[] {
  return curedIn(plan(rows, scope, known), rows).flatMap(({ phase, changes }) =>
    changes.map(({ summary }) => `${phase}: ${summary}`),
  );
}

const check = (id: string, isFaulty: boolean, withCure = true) =>
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
    judge: ({ facts }) => (isFaulty && facts.colour === 'red' ? {} : undefined),
    ...(withCure ? { cure: () => ({ ...change, summary: `Cure ${id}` }) } : {}),
  });

describe('what --fix does', () => {
  it('is what init would change, but for addresses, reboots, other versions, and who is in the cluster', () => {
    const all = Object.fromEntries(phaseRows.map(({ name }) => [name, [finds(change)]]));
    const left = phaseRows.map(({ name }) => name).filter((name) => !cured(rowsWith(all)).includes(`${name}: Change`));
    assert.deepEqual(left, ['preflight', 'network', 'reboot', 'copy', 'upgrade', 'create', 'join', 'serf-key']);
  });

  it('stops where init stops: at the first problem, whichever row has it', () => {
    const rows = (name: RunName) =>
      rowsWith({ identity: [finds(change)], [name]: [finds(problem)], settle: [finds(change)] });
    assert.deepEqual(cured(rows('preflight')), []);
    assert.deepEqual(cured(rows('network')), ['identity: Change']);
    assert.deepEqual(cured(rowsWith({ kernel: [finds(change, problem)] })), []);
  });

  const refusals = [
    ['1.36.3', '1.35.4', 'an older version'],
    ['1.33.9', '1.35.4', 'a version behind one that it skips'],
  ] as const;
  for (const [running, wanted, what] of refusals) {
    it(`is nothing where init refuses ${what}`, () => {
      const scope = makeScope({ cluster: { version: Version.of(wanted) } });
      const folder = programsFact('/usr/local/bin');
      const recorded = new Map(['kubeadm', 'kubelet', 'kubectl'].map((name) => [name, `v${running}`]));
      const runs = Object.assign(new Map(recorded), { recorded });
      const values = [
        [memberState(scope.cluster), 'done'],
        [folder, runs],
        [partVersions(scope.cluster), []],
      ] as const;
      const known = new Answers(new Map(values.map(([{ id }, value]) => [id, { kind: 'value', value }])), '0');
      const rows = rowsWith({ preflight: [version], kubernetes: [finds(change)] });
      const [refused] = plan(rows, scope, known);
      assert.equal(refused?.problems.length, 1);
      assert.deepEqual(cured(rows, known, scope), []);
      assert.notEqual(
        planPhase(rowsWith({ kubernetes: [finds(change)] }).find(({ name }) => name === 'kubernetes')!, scope, known)
          .changes.length,
        0,
      );
    });
  }

  it('leaves to init what belongs to a version that the node does not have yet', () => {
    const upgrade = (moves: { drain?: true }) =>
      rowsWith({
        kernel: [finds(change)],
        ...Object.fromEntries(
          (['runtime', 'kubernetes', 'restart', 'addons'] as const).map((row) => [row, [finds(change)]]),
        ),
        upgrade: [finds({ ...change, ...moves })],
        settle: [finds(change)],
      });
    const taken = (rows: readonly RunPhase[]) => {
      const planned = plan(rows, makeScope(), answers);
      const own = atItsVersion(rows, planned);
      return rowsToCure(own, curedIn(planned, own)).flatMap((row) =>
        planPhase(row, makeScope(), answers).changes.map(() => row.name),
      );
    };
    assert.deepEqual(taken(upgrade({ drain: true })), ['kernel', 'settle']);
    // Certificates that end are no other version.
    assert.deepEqual(taken(upgrade({})), ['kernel', 'runtime', 'kubernetes', 'restart', 'addons', 'settle']);
  });

  it('is the cure of checks that find something and have one, above all other rows', () => {
    const row = cureRow([check('a.ill', true), check('a.well', false), check('a.advice', true, false)], '-1h');
    assert.deepEqual(cured([row, ...rowsWith({ kernel: [finds(change)] })]), ['doctor: Cure a.ill', 'kernel: Change']);
  });

  it('goes on only as far as the last cure, and does not wait there for what comes by itself', () => {
    const rows = rowsWith({
      preflight: [finds(wait)],
      kernel: [finds(change, wait)],
      network: [finds(change)],
      settle: [finds(problem, wait)],
    });
    const scope = makeScope();
    const taken = rowsToCure(rows, curedIn(plan(rows, scope, answers), rows));
    const found = taken.flatMap((row) => {
      const { changes, waits, problems } = planPhase(row, scope, answers);
      return [...changes, ...waits, ...problems].map(({ summary }) => `${row.name}: ${summary}`);
    });
    assert.deepEqual(found, ['preflight: Wait', 'kernel: Change']);
  });
});
