import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import step from '../../../src/steps/addons/flannel.ts';
import { type Item, silentAnswer } from '../../support/cluster-answer.ts';
import { deployed, managedAnswer, nothingManaged } from '../../support/managed-objects.ts';
import { makeScope } from '../../support/plan.ts';
import { itPlans } from '../../support/rows.ts';
import { kubernetesPrograms } from '../../support/scratch/programs.ts';

const scope = makeScope({ at: 'pi-1' });
const refused = 'The connection to the server 192.168.0.201:6443 was refused - did you specify the right host or port?';
const objects = (changed = scope): Item[] => deployed(step, changed);
const configOf = (items: readonly Item[]) => items.find(({ metadata }) => metadata.name === 'kube-flannel-cfg');

describe('Flannel', () => {
  itPlans(
    step,
    { objects: managedAnswer(objects()) },
    {
      'is there as it shall be': { scope, finds: [] },
      'is deployed': { when: { objects: nothingManaged }, scope, finds: ['change: Deploy Flannel'] },
      'is named when somebody changed its configuration': {
        when: {
          objects: managedAnswer(
            objects().map((item) => (item === configOf([item]) ? { ...item, data: { 'net-conf.json': '{}' } } : item)),
          ),
        },
        scope,
        finds: [
          'change: Update Flannel: ConfigMap kube-flannel-cfg has another data.cni-conf.json, data.net-conf.json',
        ],
      },
      'gets another pod network': {
        scope: makeScope({ at: 'pi-1', cluster: { podNetwork: '10.42.0.0/16' } }),
        finds: ['change: Update Flannel'],
      },
      'waits for the API': {
        when: { objects: silentAnswer(refused) },
        scope,
        finds: [`wait: the Kubernetes API does not answer yet (${refused}) [cluster.silent]`],
      },
      'is deployed by the first control plane alone': { when: { objects: nothingManaged }, finds: [] },
      'is left out for k3s, which has its own': {
        when: { objects: nothingManaged },
        scope: makeScope({ at: 'pi-1', cluster: { distribution: 'k3s' } }),
        finds: [],
      },
    },
    { once: 'the cluster knows', node: { programs: kubernetesPrograms } },
  );

  it('has the pod network of the inventory', () => {
    const items = objects(makeScope({ at: 'pi-1', cluster: { podNetwork: '10.42.0.0/16' } }));
    assert.ok(items.some(({ kind, metadata }) => kind === 'DaemonSet' && metadata.name === 'kube-flannel-ds'));
    assert.equal(JSON.parse(configOf(items).data['net-conf.json']).Network, '10.42.0.0/16');
  });
});
