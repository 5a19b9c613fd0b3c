import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { personOf } from '../../src/inventory/people.ts';
import { peopleFact } from '../../src/resources/people-objects.ts';
import step from '../../src/steps/people/access-of-people.ts';
import { clusterAnswer, type Item, now, silentAnswer } from '../support/cluster-answer.ts';
import { judgedCluster, viewOf } from '../support/cluster-view.ts';
import { k3sScope } from '../support/k3s.ts';
import { deployed, managedAnswer, nothingManaged } from '../support/managed-objects.ts';
import { makeScope } from '../support/plan.ts';

const scope = makeScope({ at: 'pi-1', people: [personOf({ name: 'ismael' })] });
const { id } = peopleFact(scope);
const items = deployed(step, scope, { state: clusterAnswer(), random: 'c0ffee00' });

/** What doctor says when the person's certificate ends so many days from now; undefined: none was issued. */
function says(days: number | undefined, of = makeScope()): readonly string[] {
  const noted = structuredClone(items) as Item[];
  const known = noted.find(({ metadata }) => metadata.name === 'microcloud-person-ismael');
  if (days !== undefined)
    known.metadata.annotations['microcloud.cloudy/certificate-ends'] = new Date(
      (now + days * 86_400) * 1000,
    ).toISOString();
  return judgedCluster(viewOf([], { [`pi-1 ${id}`]: managedAnswer(noted) }, of)).filter((one) =>
    /^(people|policy)\./.test(one),
  );
}

const unenforced = 'policy.unenforced cluster: Nothing in this cluster enforces network policies';

describe('the checks of people', () => {
  it('are silent without people, and where the API is', () => {
    for (const answer of [nothingManaged, silentAnswer('refused')]) {
      const found = judgedCluster(viewOf([], { [`pi-1 ${id}`]: answer }));
      assert.deepEqual(
        found.filter((one) => /^(people|policy)\./.test(one)),
        [],
      );
    }
  });

  it('say that kubeadm separates no pods, and are silent about k3s, which does', () => {
    assert.deepEqual(says(undefined), [unenforced]);
    assert.deepEqual(says(undefined, k3sScope()), []);
    const unbound = k3sScope({ cluster: { k3s: { server: { 'disable-network-policy': true } } } });
    assert.deepEqual(says(undefined, unbound), [unenforced]);
  });

  for (const [days, sentence] of [
    [90, undefined],
    [14.5, undefined],
    [13.5, 'The certificate of ismael ends in 13 days'],
    [0.5, 'The certificate of ismael ends in 0 days'],
    [-1, 'The certificate of ismael has ended'],
  ] as const) {
    it(`${sentence ? 'tell' : 'are silent'} when a certificate has ${days} days left`, () => {
      assert.deepEqual(says(days, k3sScope()), sentence ? [`people.expiry cluster: ${sentence}`] : []);
    });
  }
});
