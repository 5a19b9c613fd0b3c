import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Status } from '../../publisher/status.ts';
import { itJudges } from '../support/checks.ts';
import { judgedCluster, viewOf } from '../support/cluster-view.ts';
import { healthyStatus } from '../support/healthy-status.ts';
import { fileAnswer, makeScope, unitAnswer } from '../support/plan.ts';

const part = { state: 'ok', since: '2026-11-21T12:00:00Z' } as const;
const status = (change: Partial<Status> = {}) => fileAnswer(JSON.stringify({ ...healthyStatus, ...change }));
const updated = Date.parse(healthyStatus.updated) / 1000;
const members = (count: number, state: string) =>
  JSON.stringify({
    members: Array.from({ length: count }, (_, index) => ({ name: `m${index}`, status: state, addr: 'x' })),
  });

describe('the checks of Serf', () => {
  itJudges(
    'serf.silent',
    { serfMembers: members(1, 'alive') },
    {
      'is silent when the agent answers': { says: undefined },
      'is silent when the node has no Serf': { when: { serfMembers: '' }, says: undefined },
      'reports an agent that does not answer': { when: { serfMembers: 'silent\n' }, says: /does not answer/ },
      'is silent on a node that is not in Cloudy': {
        when: { serfMembers: 'silent\n' },
        scope: makeScope({ node: { cloudy: false } }),
        says: undefined,
      },
    },
  );
  itJudges(
    'serf.ghosts',
    { serfMembers: members(3, 'failed') },
    {
      'is silent with a few members that are gone': { says: undefined },
      'counts many members that are gone': { when: { serfMembers: members(31, 'failed') }, says: /31 members/ },
    },
  );
});

describe("the check of Serf's key", () => {
  const fact = "sum of Serf's key";
  const keyOf = (digit: string) => `1700000000 600 root:root\n${digit.repeat(64)}  -\n`;
  const [one, other] = [keyOf('a'), keyOf('b')];
  const says = (answers: Readonly<Record<string, string>>, scope = makeScope()) =>
    judgedCluster(
      viewOf([], Object.fromEntries(Object.entries(answers).map(([node, key]) => [`${node} ${fact}`, key])), scope),
    );
  const all = (key: string) => ({ 'pi-1': key, 'pi-2': key, 'pi-3': key });

  it('is silent when all nodes have one key', () => {
    assert.deepEqual(says(all(one)), []);
  });

  it('names a node that has another key, and a node that has none', () => {
    assert.deepEqual(says({ ...all(one), 'pi-2': other }), ['serf.key pi-2: Its Serf has another key than pi-1']);
    assert.deepEqual(says({ ...all(one), 'pi-3': '' }), ['serf.key pi-3: Its Serf lacks the key of pi-1']);
  });

  it('names the control plane that lost the key which the others have', () => {
    assert.deepEqual(says({ ...all(one), 'pi-1': '' }), ['serf.key pi-1: Its Serf lacks the key of pi-2']);
  });

  it('says once that no node has a key', () => {
    assert.deepEqual(says(all('')), [
      'serf.key cluster: Serf is not encrypted: whoever reaches port 5000 of a node can be a member',
    ]);
  });

  it('is silent when Serf joins a community, and about nodes that are not in Cloudy or did not answer', () => {
    assert.deepEqual(says(all(''), makeScope({ cloudy: { serf: { join: ['10.139.40.122'] } } })), []);
    assert.deepEqual(says({ ...all(one), 'pi-2': '' }, makeScope({ node: { cloudy: false } })), []);
    assert.deepEqual(says({ 'pi-1': one }), []);
  });
});

describe('the checks of the publisher', () => {
  const runs = unitAnswer({ started: 'Sat 2026-11-21 11:00:00 UTC' });
  itJudges(
    'pub.stale',
    { statusFile: status(), now: `${updated + 60}\n`, unit: runs },
    {
      'is silent with a fresh status': { says: undefined },
      'is silent when the publisher has just started': {
        when: { statusFile: '', unit: unitAnswer({ started: 'Sat 2026-11-21 12:00:30 UTC' }) },
        says: undefined,
      },
      'is silent when the publisher does not run': {
        when: { statusFile: '', unit: unitAnswer({ active: 'inactive' }) },
        says: undefined,
      },
      'reports a status that is old': { when: { now: `${updated + 900}\n` }, says: /hangs/ },
      'reports a status that is cut': { when: { statusFile: fileAnswer('{"version"') }, says: /hangs/ },
    },
  );
  itJudges(
    'pub.parts',
    {
      statusFile: status(),
      now: `${updated + 90}\n`,
      access: fileAnswer('CA', { modified: updated - 900 }),
      unit: runs,
    },
    {
      'is silent when all parts answer': { says: undefined },
      'says which part does not answer, and why': {
        when: { statusFile: status({ agent: { ...part, state: 'down', reason: 'refused' } }) },
        says: /does not reach Serf \(refused\)$/,
      },
      'is silent when the publisher has just got access': {
        when: {
          statusFile: status({ api: { ...part, state: 'down' } }),
          access: fileAnswer('CA', { modified: updated + 80 }),
        },
        says: undefined,
      },
      'is silent when a part has just gone away': {
        when: { statusFile: status({ agent: { ...part, state: 'down' } }), now: `${updated + 10}\n` },
        says: undefined,
      },
    },
  );
  itJudges(
    'pub.tag_full',
    { statusFile: status() },
    {
      'is silent when the tag has room': { says: undefined },
      'counts the bytes of a tag that is nearly full': {
        when: { statusFile: status({ tag: { bytes: 480, limit: 491, foreign: 0 } }) },
        says: /480 of 491 bytes/,
      },
    },
  );
});

describe('the check of the names of clusters in Cloudy', () => {
  const says = (...elsewhere: readonly NonNullable<Status['elsewhere']>[]) =>
    judgedCluster(
      viewOf(
        [],
        Object.fromEntries(
          elsewhere.map((others, index) => [
            `pi-${index + 1} file /run/microcloud-publisher/status.json`,
            status({ elsewhere: others }),
          ]),
        ),
      ),
    );

  it('is silent about clusters of other names, and when the publisher says nothing of other clusters', () => {
    assert.deepEqual(says([{ name: 'school', services: 6 }]), []);
    assert.deepEqual(says(), []);
  });

  it('reports once that another cluster has the same name', () => {
    assert.deepEqual(says([{ name: 'home', services: 1 }], [{ name: 'home', services: 2 }]), [
      'cloudy.same_name cluster: Another cluster in this Cloudy is called home, too: it shows 2 of its Services there',
    ]);
  });
});

describe('the checks of Avahi and the web pages', () => {
  itJudges(
    'cloudy.page',
    { unit: unitAnswer(), page: '127.0.0.1 7000\n' },
    {
      'is silent when the pages answer': { says: undefined },
      'is silent when the pages do not run': {
        when: { unit: unitAnswer({ active: 'inactive' }), page: '' },
        says: undefined,
      },
      'reports pages that do not answer': { when: { page: '' }, says: /do not answer/ },
    },
  );
  itJudges(
    'avahi.active',
    { unit: unitAnswer() },
    {
      'is silent when Avahi runs': { says: undefined },
      'is silent when Avahi is not installed': {
        when: { unit: unitAnswer({ load: 'not-found', active: 'inactive' }) },
        says: undefined,
      },
      'reports an Avahi that does not run': {
        when: { unit: unitAnswer({ active: 'inactive' }) },
        says: /does not run/,
      },
    },
  );
  itJudges(
    'avahi.conflict',
    { conflicts: '' },
    {
      'is silent when no other node has the name': { says: undefined },
      'reports what Avahi says of a name that was taken': {
        when: { conflicts: 'Host name conflict, retrying with pi-2-2\n' },
        says: /was taken/,
      },
    },
  );
});
