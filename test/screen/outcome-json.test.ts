import assert from 'node:assert/strict';
import { it } from 'node:test';
import { UserError } from '../../src/errors.ts';
import { initJson } from '../../src/screen/outcome-json.ts';
import { change, phase, problem, surveyOf } from '../support/survey.ts';

const gone = new UserError('Cannot connect to pi-3.', { id: 'ssh.timeout', hints: ['Check its power'] });
const write = phase(
  'identity',
  change('Change /etc/hostname', { id: 'id.hostname', about: '/etc/hostname', before: 'a\n', after: 'b\n' }),
);

it('tells what was found and done on every node, and nothing of scripts', () => {
  const survey = surveyOf({ 'pi-1': { plan: [write] }, 'pi-2': {}, 'pi-3': { error: gone } });
  const error = new UserError('pi-2: no', { hints: ['yes'] });
  const outcomes = [
    { node: 'pi-1', changes: 1 },
    { node: 'pi-2', changes: 0, error },
  ];
  assert.deepEqual(JSON.parse(JSON.stringify(initJson({ survey, outcomes }))), {
    ok: false,
    nodes: [
      {
        name: 'pi-1',
        state: 'converged',
        changes: 1,
        plan: [
          {
            phase: 'identity',
            changes: [
              {
                id: 'id.hostname',
                about: '/etc/hostname',
                summary: 'Change /etc/hostname',
                before: 'a\n',
                after: 'b\n',
              },
            ],
            problems: [],
          },
        ],
      },
      { name: 'pi-2', state: 'failed', changes: 0, plan: [], error: { message: 'pi-2: no', hints: ['yes'] } },
      {
        name: 'pi-3',
        state: 'unreachable',
        changes: 0,
        plan: [],
        error: { id: 'ssh.timeout', message: 'Cannot connect to pi-3.', hints: ['Check its power'] },
      },
    ],
  });
});

it('calls a plan that nobody carried out a plan, and is content with it', () => {
  const { nodes, ok } = initJson({ survey: surveyOf({ 'pi-1': { plan: [write] } }), outcomes: [] });
  assert.deepEqual([nodes[0]?.state, ok], ['planned', true]);
});

it('is not content with a plan that needs a person', () => {
  const plan = [phase('preflight', problem('too old', 'Install anew.'))];
  const { nodes, ok } = initJson({ survey: surveyOf({ 'pi-1': { plan } }), outcomes: [] });
  assert.deepEqual(nodes[0]?.plan[0]?.problems, [{ id: 'hw.memory', summary: 'too old', hint: 'Install anew.' }]);
  assert.equal(ok, false);
});
