import { describe } from 'node:test';
import step from '../../../src/steps/settle/rollouts.ts';
import { clusterAnswer, type Items, readyOf, silentAnswer } from '../../support/cluster-answer.ts';
import { makeScope } from '../../support/plan.ts';
import { itPlans } from '../../support/rows.ts';

const scope = makeScope({ at: 'pi-1' });
/** Flannel as microcloud deployed it, with another status or generation; and something else is so, too. */
const flannel = (status: object, change: (items: Items) => void = () => {}) =>
  clusterAnswer((items) => {
    const daemonSet = items['DaemonSet kube-flannel/kube-flannel-ds'];
    daemonSet.metadata.labels['microcloud.cloudy/objects'] = 'flannel';
    Object.assign(daemonSet.status, status);
    change(items);
  });
const off = (items: Items) => {
  readyOf(items, 'pi-3').status = 'Unknown';
};
const lacking = { numberAvailable: 2 };
const waits = (count: number) => [`wait: kube-flannel-ds is not rolled out yet (${count} of 3 pods)`];

describe('what microcloud deployed', () => {
  itPlans(
    step,
    { state: flannel({}) },
    {
      runs: { scope, finds: [] },
      'lacks a pod': { when: { state: flannel(lacking) }, scope, finds: waits(2) },
      'has a pod of its earlier template': {
        when: { state: flannel({ updatedNumberScheduled: 1 }) },
        scope,
        finds: waits(1),
      },
      'has a template that its controller has not seen': {
        when: {
          state: flannel({}, (items) => {
            items['DaemonSet kube-flannel/kube-flannel-ds'].metadata.generation = 2;
          }),
        },
        scope,
        finds: waits(0),
      },
      'does not wait for a node that is off': { when: { state: flannel(lacking, off) }, scope, finds: [] },
      'waits for the others when a node is off': {
        when: { state: flannel({ numberAvailable: 1 }, off) },
        scope,
        finds: waits(1),
      },
      'is not what people deployed': {
        when: {
          state: clusterAnswer((items) => {
            items['Deployment default/hello'].status.availableReplicas = 0;
          }),
        },
        scope,
        finds: [],
      },
      'is looked at from the first control plane alone': { when: { state: flannel(lacking) }, finds: [] },
      'is not asked for while the API is silent': { when: { state: silentAnswer('no') }, scope, finds: [] },
      'is nothing before there is a cluster': { when: { state: 'none\n' }, scope, finds: [] },
    },
  );
});
