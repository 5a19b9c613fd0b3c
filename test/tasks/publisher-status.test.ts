import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Status } from '../../publisher/status.ts';
import { Answers } from '../../src/engine/answers.ts';
import { publisherState } from '../../src/facts/publisher.ts';
import { publisherText } from '../../src/screen/publisher-text.ts';
import { publisherJson } from '../../src/tasks/publisher-status.ts';
import type { Survey } from '../../src/tasks/surveyed.ts';
import { healthyStatus } from '../support/healthy-status.ts';
import { surveyOf } from '../support/survey.ts';

const now = Date.UTC(2026, 10, 21, 12) / 1000;
const ok = { state: 'ok', since: '2026-11-21T11:00:00Z' } as const;
const web = { namespace: 'default', name: 'web', port: 30080, title: 'web', since: ok.since };

/** What a publisher wrote so many seconds ago. */
function status(node: string, more: Partial<Status> = {}, age = 5): string {
  const updated = new Date((now - age) * 1000).toISOString();
  const whole: Status = {
    ...healthyStatus,
    ...{ node, updated, address: '192.168.0.201' },
    publishers: ['pi-1', 'pi-2'],
    tag: { bytes: 180, limit: 498, foreign: 1 },
    services: [{ ...web, state: 'published', node: 'pi-1', address: '192.168.0.201' }],
    ...more,
  };
  return `${now}\n${JSON.stringify(whole)}`;
}

function survey(answers: Readonly<Record<string, string>>, unreached: Survey['unreached'] = []): Survey {
  const { reached } = surveyOf(Object.fromEntries(Object.keys(answers).map((name) => [name, {}])));
  const questions = [{ facts: [publisherState], script: publisherState.ask as never }];
  const withAnswers = reached.map((one) => {
    const reply = { code: 0, stdout: answers[one.node.name] ?? '' };
    return { ...one, answers: Answers.of(questions, new Map([[0, reply]]), '0') };
  });
  return { reached: withAnswers, unreached };
}

describe('publisher status', () => {
  it('lists where each Service is published, and how full each node is', () => {
    const json = publisherJson(survey({ 'pi-1': status('pi-1'), 'pi-2': status('pi-2') }));
    assert.equal(json.ok, true);
    assert.equal(
      publisherText(json),
      `SERVICE      PORT   NAME IN CLOUDY  PUBLISHED
default/web  30080  web             by pi-1 as 192.168.0.201:30080

pi-1: publishes 1, 180 of 498 bytes, beside 1 other service of this node
pi-2: publishes 0, 180 of 498 bytes, beside 1 other service of this node`,
    );
  });

  it('says why Services are not published', () => {
    const services: Status['services'] = [
      { ...web, state: 'refused', reason: 'the lists of all nodes are full' },
      { ...web, name: 'secret', state: 'hidden', reason: 'its annotation says so' },
      { ...web, name: 'new', port: 0, state: 'pending' },
    ];
    const json = publisherJson(survey({ 'pi-1': status('pi-1', { services }) }));
    assert.equal(json.ok, false);
    assert.match(publisherText(json), /web +30080 +web +no: the lists of all nodes are full\n/);
    assert.match(publisherText(json), /secret .* hidden: its annotation says so\n.*new +- .* in a moment\n/);
  });

  it('names the nodes whose publisher does not work, and why', () => {
    const down = { ...ok, state: 'down', reason: 'connect ECONNREFUSED 127.0.0.1:7373' } as const;
    const answers = { 'pi-1': status('pi-1', { agent: down }), 'pi-2': status('pi-2', {}, 600), 'pi-3': '' };
    const json = publisherJson(survey(answers));
    assert.equal(json.ok, false);
    assert.deepEqual(
      json.nodes.map(({ state, reason }) => [state, reason]),
      [
        ['troubled', "Serf's agent: connect ECONNREFUSED 127.0.0.1:7373"],
        ['silent', 'its publisher has said nothing for 10 minutes'],
        ['silent', 'its publisher has not said anything yet'],
      ],
    );
  });

  it('goes on past a publisher whose words nobody can read', () => {
    const { nodes } = publisherJson(survey({ 'pi-1': status('pi-1'), 'pi-2': `${now}\n{"version": 1, "clu` }));
    assert.deepEqual(
      nodes.map(({ state, reason }) => [state, reason]),
      [
        ['works', undefined],
        ['silent', 'what its publisher says makes no sense'],
      ],
    );
  });

  it('believes who sees the cluster now', () => {
    const down = { ...ok, state: 'down', reason: 'gone' } as const;
    const old = status('pi-1', { services: [] }, 600);
    const blind = status('pi-2', { services: [], api: down }, 1);
    const json = publisherJson(survey({ 'pi-1': old, 'pi-2': blind, 'pi-3': status('pi-3', {}, 30) }));
    assert.equal(json.services.length, 1);
  });

  it('believes of those who see it the one that has spoken last', () => {
    const old = status('pi-1', { services: [] }, 60);
    assert.equal(publisherJson(survey({ 'pi-1': old, 'pi-2': status('pi-2') })).services.length, 1);
  });

  it('is content with a Service that somebody has hidden', () => {
    const services: Status['services'] = [{ ...web, state: 'hidden', reason: 'its annotation says so' }];
    assert.equal(publisherJson(survey({ 'pi-1': status('pi-1', { services }) })).ok, true);
  });

  it('names other clusters in the same Cloudy', () => {
    const elsewhere = [
      { name: 'library', services: 1 },
      { name: 'school', services: 6 },
    ];
    const json = publisherJson(survey({ 'pi-1': status('pi-1', { elsewhere }) }));
    assert.deepEqual([json.ok, json.elsewhere], [true, elsewhere]);
    assert.match(publisherText(json), /\n\nAlso in this Cloudy: library \(1 Service\), school \(6 Services\)\.$/);
  });

  it('needs no Services', () => {
    const json = publisherJson(survey({ 'pi-1': status('pi-1', { services: [] }) }));
    assert.equal(json.ok, true);
    assert.match(publisherText(json), /^No Services of type NodePort or LoadBalancer\.\n/);
  });
});
