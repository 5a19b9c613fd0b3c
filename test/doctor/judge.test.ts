import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Check, clusterCheck, nodeCheck, type Verdict, type When } from '../../src/doctor/check.ts';
import { diagnosisOf, withoutConsequences } from '../../src/doctor/diagnosis.ts';
import { judgeCluster, judgeNode } from '../../src/doctor/judge.ts';
import { loadChecks } from '../../src/doctor/themes.ts';
import { Answers } from '../../src/engine/answers.ts';
import { textFact } from '../../src/facts/command.ts';
import { sh } from '../../src/shell/sh.ts';
import { makeScope } from '../support/plan.ts';

const fact = textFact('colour', sh`echo red`);
const asked = { ...makeScope(), since: '-1h' };
const about = {
  title: 'It is red',
  severity: 'problem',
  why: 'Red is bad.',
  advice: 'paint {node}',
  runbook: 'Paint it.',
  source: 'nobody',
} as const;
const check = (id: string, verdict: Verdict, when: When = 'always'): Check =>
  nodeCheck({ ...about, id, when, needs: () => ({ fact }), judge: () => verdict });
const known = new Answers(new Map([['colour', { kind: 'value', value: 'red' }]]), '0');
const silent = new Answers(new Map([['colour', { kind: 'unknown', why: 'exit code 127' }]]), '0');

function idsOf(checks: readonly Check[], answers = known, isMember = true) {
  const { found, skipped } = judgeNode(checks, asked, answers, { isMember });
  return { found: found.map((one) => one.check.id), skipped: skipped.map(({ reason }) => reason) };
}

describe('a node', () => {
  it('has what its checks find', () => {
    assert.deepEqual(idsOf([check('a.a', {}), check('a.b', undefined), check('a.c', [{}, {}])]), {
      found: ['a.a', 'a.c', 'a.c'],
      skipped: [],
    });
  });

  it('is not asked what only another distribution has', () => {
    const every = { ...about, when: 'always', needs: () => ({ fact }), judge: () => ({}) } as const;
    const checks = [
      nodeCheck({ ...every, id: 'a.a', only: 'k3s' }),
      nodeCheck({ ...every, id: 'a.b', only: 'kubeadm' }),
    ];
    assert.deepEqual(idsOf(checks), { found: ['a.b'], skipped: [] });
    const ofK3s = { ...asked, cluster: { ...asked.cluster, distribution: 'k3s' } } as const;
    const { found, made } = judgeNode(checks, ofK3s, known, { isMember: true });
    assert.deepEqual([found.map(({ check: { id } }) => id), made], [['a.a'], 1]);
  });

  it('has no finding where it cannot answer, and the check says why it was skipped', () => {
    assert.deepEqual(idsOf([check('a.a', {})], silent), { found: [], skipped: ['colour: exit code 127'] });
    assert.deepEqual(idsOf([check('a.a', { unasked: 'no vcgencmd' })]), { found: [], skipped: ['no vcgencmd'] });
  });

  it('is asked other checks before it is in a cluster than after', () => {
    const checks = [check('a.member', {}, 'member'), check('a.newcomer', {}, 'newcomer'), check('a.both', {})];
    assert.deepEqual(idsOf(checks, known, true).found, ['a.member', 'a.both']);
    assert.deepEqual(idsOf(checks, known, false).found, ['a.newcomer', 'a.both']);
  });

  it('is asked nothing about Kubernetes when it is a proxy, whatever runs there', () => {
    const whens = ['always', 'kubernetes', 'member', 'newcomer'] as const;
    const checks = whens.map((when) => check(`a.${when}`, {}, when));
    const gate = { ...makeScope({ at: 'gate-1', proxies: 1 }), since: '-1h' };
    for (const isMember of [true, false]) {
      const { found } = judgeNode(checks, gate, known, { isMember });
      assert.deepEqual(
        found.map(({ check: { id } }) => id),
        ['a.always'],
      );
    }
    assert.deepEqual(idsOf(checks, known, false).found, ['a.always', 'a.kubernetes', 'a.newcomer']);
  });

  it('has the words of the finding, or else those of its check', () => {
    const judged = judgeNode([check('a.a', { what: 'It is very red' })], asked, known, { isMember: true });
    const { what, why, advice, node } = judged.found[0]!;
    assert.deepEqual([node, what, why, advice], ['pi-2', 'It is very red', 'Red is bad.', ['paint {node}']]);
  });
});

describe('a cluster', () => {
  it('has what checks find about a node and about the cluster, and what they could not ask', () => {
    const own = clusterCheck({
      ...about,
      id: 'c.c',
      judge: () => [{ node: 'pi-1' }, { what: 'All red' }, { unasked: 'no control plane answers' }],
    });
    const { cluster, cloudy, nodes } = asked;
    const view = { cluster, cloudy, nodes, looked: [], proxies: [], lookedProxies: [], beforeInstall: false };
    const { found, skipped } = judgeCluster([own], view);
    assert.deepEqual(
      found.map(({ node, what }) => [node, what]),
      [
        ['pi-1', 'It is red'],
        [undefined, 'All red'],
      ],
    );
    assert.deepEqual(skipped, [{ check: 'c.c', node: undefined, reason: 'no control plane answers' }]);
  });
});

describe('a finding that only follows from another one', () => {
  const cause = { ...about, id: 'kubelet.active', entails: ['node.ready', 'pods.*'], entailsAnywhere: ['net.pods'] };
  const rows: readonly (readonly [string, string, string | undefined, boolean])[] = [
    ['when it is about the same node', 'node.ready', 'pi-2', false],
    ['when the check names the beginning of its id', 'pods.pending', 'pi-2', false],
    ['when it is about the cluster', 'pods.pending', undefined, false],
    ['on another node when the check says so', 'net.pods', 'pi-3', false],
    ['when it is about another node', 'node.ready', 'pi-3', true],
    ['when the check does not name it', 'swap.active', 'pi-2', true],
  ];
  for (const [title, id, node, stays] of rows) {
    it(`${stays ? 'stays' : 'is left out'} ${title}`, () => {
      const all = [diagnosisOf(cause, 'pi-2', {}), diagnosisOf({ ...about, id }, node, {})];
      assert.equal(withoutConsequences(all).length, stays ? 2 : 1);
    });
  }

  it('is left out on each node when its cause is about the cluster', () => {
    const all = [diagnosisOf(cause, undefined, {}), diagnosisOf({ ...about, id: 'node.ready' }, 'pi-3', {})];
    assert.deepEqual(
      withoutConsequences(all).map(({ check }) => check.id),
      ['kubelet.active'],
    );
  });

  it('is the new address of a node that has a new card, and so is not in the cluster', async () => {
    const checks = await loadChecks();
    const found = checks.filter(({ id }) => ['node.absent', 'net.ip_changed'].includes(id));
    const left = withoutConsequences(found.map((check) => diagnosisOf(check, 'pi-2', {})));
    assert.deepEqual([found.length, left.map(({ check }) => check.id)], [2, ['node.absent']]);
  });
});
