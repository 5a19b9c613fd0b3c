import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { confirmPlan } from '../../src/cli/confirm-plan.ts';
import { change, phase, surveyOf } from '../support/survey.ts';

const idle = surveyOf({ 'pi-1': {} });
const busy = surveyOf({ 'pi-1': { plan: [phase('kernel', change('Stop swap', { before: 'on\n', after: 'off\n' }))] } });

/** What a command prints, and what the plan's question comes to. */
async function ask(survey: typeof busy, confirmation: Partial<Parameters<typeof confirmPlan>[2]>) {
  const printed = { stdout: '', stderr: '' };
  const command = {
    log: (text: string) => {
      printed.stdout += text;
    },
    logToStderr: (text: string) => {
      printed.stderr += text;
    },
  };
  const asked = { isDryRun: false, isAgreed: false, question: 'Go on?', ...confirmation };
  const answer = await confirmPlan(command, survey, asked).catch((error: Error) => error);
  return { answer, ...printed };
}

describe('a plan before the first change', () => {
  it('goes on without a word where a flag has agreed, or nothing changes', async () => {
    const silent = { answer: true, stdout: '', stderr: '' };
    assert.deepEqual(await ask(busy, { isAgreed: true }), silent);
    assert.deepEqual(await ask(idle, {}), silent);
  });

  it('is only printed in a dry run, with the lines of files and all notes', async () => {
    const { answer, stdout, stderr } = await ask(busy, { isDryRun: true, isAgreed: true, notes: ['pi-1: out.'] });
    assert.equal(answer, false);
    assert.match(stdout, /^kernel\n {2}\* Stop swap\n {6}-on\n {6}\+off\n\n1 change on 1 node\.\n\npi-1: out\.$/);
    assert.equal(stderr, '');
  });

  it('is printed in a dry run that finds nothing to do', async () => {
    assert.match((await ask(idle, { isDryRun: true })).stdout, /^pi-1: nothing to do\n/);
  });

  for (const [what, survey, notes] of [
    ['changes', busy, []],
    ['notes', idle, ['pi-1: out.']],
  ] as const) {
    it(`is not asked about where nobody can answer, and says which flag agrees: ${what}`, async () => {
      const { answer } = await ask(survey, { flag: '--confirm home', notes });
      assert.ok(answer instanceof Error);
      assert.equal(answer.message, 'There is no terminal to ask on before the first change.');
      assert.deepEqual('hints' in answer && answer.hints, [
        '--dry-run to see the plan, --confirm home to go on without asking',
      ]);
    });
  }
});
