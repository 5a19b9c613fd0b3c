import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { UserError } from '../../src/errors.ts';
import { outcomeText } from '../../src/screen/init-text.ts';
import { surveyText } from '../../src/screen/survey-text.ts';
import type { InitResult } from '../../src/tasks/init.ts';
import { change, note, phase, problem, surveyOf } from '../support/survey.ts';

const gone = new UserError('Cannot connect to pi-3.', { hints: ['Check its power'] });
const reboot = phase('reboot', change('Reboot', { effect: { kind: 'reboot', bootId: 'x' } }));
const noted = phase('cloudy', note('Nobody can log in.', 'cloudy.login'));
const two = phase('kernel', change('Load modules'), change('Stop swap'));

describe('a survey', () => {
  for (const [about, survey, sum] of [
    ['nothing', surveyOf({ 'pi-1': {}, 'pi-2': {} }), 'No changes.'],
    ['one change', surveyOf({ 'pi-1': { plan: [reboot] }, 'pi-2': {} }), '1 change on 1 node; to reboot: pi-1.'],
    [
      'what counts from a reboot on',
      surveyOf({ 'pi-1': { plan: [phase('kernel', change('Change cmdline.txt', { rebootFollows: true }))] } }),
      '1 change on 1 node; to reboot: pi-1.',
    ],
    ['more', surveyOf({ 'pi-1': { plan: [two] }, 'pi-2': { plan: [two] } }), '4 changes on 2 nodes.'],
    [
      'nodes that need a person',
      surveyOf({ 'pi-1': { plan: [phase('preflight', problem('no', 'do'))] }, 'pi-3': { error: gone } }),
      'No changes; in need of you: pi-1; not reached: pi-3.',
    ],
  ] as const) {
    it(`ends with how much it is: ${about}`, () =>
      assert.equal(surveyText(survey, { withDiffs: false }).split('\n').at(-1), sum));
  }

  it('says what to type about nodes that were not reached', () => {
    assert.equal(
      surveyText(surveyOf({ 'pi-1': {}, 'pi-3': { error: gone } }), { withDiffs: false }),
      'pi-1: nothing to do\n\n! Cannot connect to pi-3.\nTry: Check its power\n\nNo changes; not reached: pi-3.',
    );
  });
});

describe('an outcome', () => {
  const fresh = surveyOf({ 'pi-1': { plan: [phase('create', change('Create'))] }, 'pi-2': {} });
  const error = new UserError('pi-2: "Do" fails with exit code 1.', { hints: ['Run it again.'] });
  const rows: readonly (readonly [about: string, result: InitResult, text: string])[] = [
    [
      'nothing to do',
      { survey: surveyOf({ 'pi-1': {} }), outcomes: [{ node: 'pi-1', changes: 0 }] },
      '1 of 1 node as the inventory says; nothing to do.',
    ],
    [
      'a new cluster, and what is next',
      {
        survey: fresh,
        outcomes: [
          { node: 'pi-1', changes: 3 },
          { node: 'pi-2', changes: 1 },
        ],
      },
      '2 of 2 nodes as the inventory says; 4 changes made.\nNext: microcloud kubeconfig',
    ],
    [
      'a failure that several nodes have, once',
      {
        survey: fresh,
        outcomes: ['pi-1', 'pi-2'].map((node) => ({
          node,
          changes: 0,
          error: new UserError(`${node}: k3s cannot be found anywhere.`, { hints: ['Bring it.'] }),
        })),
      },
      'pi-1, pi-2: k3s cannot be found anywhere.\nTry: Bring it.\n\n0 of 2 nodes as the inventory says; no changes made.\nThe log of this run: /log',
    ],
    [
      'a failure, with the log',
      {
        survey: fresh,
        outcomes: [
          { node: 'pi-1', changes: 1 },
          { node: 'pi-2', changes: 0, error },
        ],
      },
      'pi-2: "Do" fails with exit code 1.\nTry: Run it again.\n\n1 of 2 nodes as the inventory says; 1 change made.\nThe log of this run: /log',
    ],
    [
      'a node that was not reached',
      { survey: surveyOf({ 'pi-1': {}, 'pi-3': { error: gone } }), outcomes: [{ node: 'pi-1', changes: 0 }] },
      'Cannot connect to pi-3.\nTry: Check its power\n\n1 of 2 nodes as the inventory says; no changes made.\nThe log of this run: /log',
    ],
    [
      'what people should know, once',
      {
        survey: surveyOf({ 'pi-1': { plan: [noted] }, 'pi-2': { plan: [noted] } }),
        outcomes: [
          { node: 'pi-1', changes: 1 },
          { node: 'pi-2', changes: 0 },
        ],
      },
      '2 of 2 nodes as the inventory says; 1 change made.\nNobody can log in.\nTry: cloudy.login',
    ],
    ['a person who said no', { survey: fresh, outcomes: [] }, 'Nothing was changed.'],
  ];
  for (const [about, result, text] of rows) {
    it(`says ${about}`, () =>
      assert.equal(outcomeText(result, { inventory: 'inventory.yaml', logFile: '/log' }), text));
  }
});
