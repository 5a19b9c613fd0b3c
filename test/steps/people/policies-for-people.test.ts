import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Version } from '../../../src/distributions/version.ts';
import { personOf } from '../../../src/inventory/people.ts';
import step from '../../../src/steps/people/policies-for-people.ts';
import { k3sScope } from '../../support/k3s.ts';
import { deployed, managedAnswer, nothingManaged } from '../../support/managed-objects.ts';
import { makeScope } from '../../support/plan.ts';
import { itPlans } from '../../support/rows.ts';
import { kubernetesPrograms } from '../../support/scratch/programs.ts';

const people = [personOf({ name: 'ismael' })];
const scope = makeScope({ at: 'pi-1', people });
const kinds = (version: string) => {
  const changed = makeScope({ at: 'pi-1', people, cluster: { version: Version.of(version) } });
  return new Set(deployed(step, changed).map(({ kind }) => kind));
};

describe("policies for people's namespaces", () => {
  itPlans(
    step,
    { objects: managedAnswer(deployed(step, scope)) },
    {
      'are there as they shall be': { scope, finds: [] },
      'come with the first person': {
        when: { objects: nothingManaged },
        scope,
        finds: ["change: Deploy policies for people's namespaces"],
      },
      'go with the last one': {
        scope: makeScope({ at: 'pi-1' }),
        finds: ["change: Remove policies for people's namespaces"],
      },
      'go where the inventory wants none': {
        scope: makeScope({ at: 'pi-1', people, policies: { people: false } }),
        finds: ["change: Remove policies for people's namespaces"],
      },
      'follow the registries of the inventory': {
        scope: makeScope({ at: 'pi-1', people, policies: { registries: ['docker.io'] } }),
        finds: ["change: Update policies for people's namespaces"],
      },
    },
    { once: 'the cluster knows', node: { programs: kubernetesPrograms } },
  );

  it('see which ports somebody picked where the API can', () => {
    assert.ok(!kinds('1.35.4').has('MutatingAdmissionPolicy'));
    assert.ok(kinds('1.36.0').has('MutatingAdmissionPolicy'));
  });

  it('know the namespaces of all people, in whichever order the inventory has them', () => {
    const both = [...people, personOf({ name: 'ana', namespaces: { ismael: 'view', 'ismael-2': 'edit' } })];
    for (const some of [both, both.toReversed()])
      assert.ok(
        JSON.stringify(deployed(step, { ...scope, people: some })).includes('[\\"ismael\\",\\"ismael-2\\"].filter'),
      );
  });

  it('refuse LoadBalancers where these take ports of all nodes', () => {
    const says = (changed: typeof scope) => JSON.stringify(deployed(step, changed)).includes('!true &&');
    assert.equal(says(scope), false);
    const k3s = { ...k3sScope({ at: 'pi-1' }), people };
    assert.equal(says(k3s), true);
    assert.equal(says({ ...k3s, cluster: { ...k3s.cluster, k3s: { serviceLb: false } } }), false);
  });
});
