import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Event } from '../../src/engine/events.ts';
import { defineStep } from '../../src/engine/model.ts';
import { UserError } from '../../src/errors.ts';
import { textFact } from '../../src/facts/command.ts';
import { sh } from '../../src/shell/sh.ts';
import { closeAll, survey } from '../../src/tasks/survey.ts';
import { type Behaviour, type FakeNode, fakeNode } from '../support/fake-node.ts';
import { fakeRun } from '../support/fake-runs.ts';
import { makeScope, nobody } from '../support/plan.ts';

const { cluster, cloudy, nodes, secrets } = makeScope();
const step = defineStep({
  id: 'kernel.modules',
  title: 'Colour',
  needs: () => ({ colour: textFact('colour', sh`colour`) }),
  *plan({ facts, node }) {
    if (facts.colour !== 'green')
      yield { kind: 'change', summary: `Paint ${node.name} green`, script: sh`paint` } as const;
  },
});
const phases = [{ name: 'paint', steps: [step] }];
const painted = (colour: string, machine: string): Behaviour => ({
  answer: (question) => (question === 'colour' ? colour : machine),
});

/** Surveys nodes that behave so; an error is what connecting ends with. */
async function surveyed(behaviours: Readonly<Record<string, Behaviour | Error>>) {
  const events: Event[] = [];
  const connections = new Map<string, FakeNode>();
  const run = fakeRun({
    inventory: { path: '/inventory.yaml', cluster, artifacts: {}, cloudy, nodes, ...nobody },
    nodes: nodes.filter(({ name }) => name in behaviours),
    connect: async ({ name }) => {
      const behaviour = behaviours[name];
      if (behaviour instanceof Error) throw behaviour;
      const connection = fakeNode(behaviour);
      connections.set(name, connection);
      return connection;
    },
    emit: (event) => events.push(event),
  });
  return { found: await survey(run, phases, secrets), events, connections };
}

const summaries = ({ plan }: { plan: readonly { changes: readonly { summary: string }[] }[] }) =>
  plan.flatMap(({ changes }) => changes.map(({ summary }) => summary));

describe('a survey', () => {
  it('asks every node once, changes nothing, and finds what is missing', async () => {
    const { found, connections } = await surveyed({
      'pi-1': painted('green', 'a'),
      'pi-2': painted('red', 'b'),
      'pi-3': painted('green', 'c'),
    });
    assert.deepEqual(found.reached.map(summaries), [[], ['Paint pi-2 green'], []]);
    for (const { execs, changes } of connections.values()) assert.deepEqual([execs, changes], [1, []]);
    closeAll(found);
    assert.ok([...connections.values()].every(({ isClosed }) => isClosed));
  });

  it('goes on without a node that cannot be reached, and says why', async () => {
    const error = new UserError('pi-3 does not answer.', { hints: ['Check its power'] });
    const { found, events } = await surveyed({ 'pi-1': painted('green', 'a'), 'pi-3': error });
    assert.equal(found.reached.length, 1);
    assert.deepEqual(
      found.unreached.map(({ node, error: { message, hints } }) => [node.name, message, hints]),
      [['pi-3', 'pi-3 does not answer.', ['Check its power']]],
    );
    assert.deepEqual(
      events.filter(({ kind }) => kind === 'failed').map(({ node }) => node),
      ['pi-3'],
    );
  });

  it('hangs up where a node cannot be asked', async () => {
    const { found, connections } = await surveyed({ 'pi-2': { answer: () => undefined } });
    assert.equal(found.unreached.length, 1);
    assert.equal(connections.get('pi-2')?.isClosed, true);
  });

  it('takes nodes that cannot tell their machine id for as many machines', async () => {
    const mute = { ...painted('red', ''), refuses: (question: string) => question.includes('machine-id') };
    const { found } = await surveyed({ 'pi-1': mute, 'pi-2': mute });
    assert.deepEqual(found.reached.map(summaries), [['Paint pi-1 green'], ['Paint pi-2 green']]);
  });

  it('refuses two nodes that are one machine, and plans nothing else for them', async () => {
    const { found } = await surveyed({
      'pi-1': painted('red', 'same'),
      'pi-2': painted('red', 'same'),
      'pi-3': painted('red', 'own'),
    });
    const problems = found.reached.map(({ plan }) =>
      plan.flatMap((phase) => phase.problems.map(({ summary }) => summary)),
    );
    assert.match(problems[0]?.[0] ?? '', /^pi-2 has the same machine id/);
    assert.match(problems[1]?.[0] ?? '', /^pi-1 has the same machine id/);
    assert.deepEqual(problems[2], []);
    assert.deepEqual(found.reached.map(summaries), [[], [], ['Paint pi-3 green']]);
  });
});
