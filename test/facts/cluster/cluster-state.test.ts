import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { addons } from '../../../src/distributions/addons.ts';
import { questionsOf } from '../../../src/engine/compile.ts';
import { clusterState, watchedWorkloads, wholeCluster } from '../../../src/facts/cluster/cluster-state.ts';
import { memberState } from '../../../src/facts/cluster/member-state.ts';
import { packageRoot } from '../../../src/package-root.ts';
import type { Document } from '../../../src/resources/manifest.ts';
import { manifestDocuments } from '../../../src/resources/manifest-documents.ts';
import { clusterAnswer, type Item, type Items, readyOf, wholeClusterAnswer } from '../../support/cluster-answer.ts';
import { makeScope } from '../../support/plan.ts';

const kubeadm = { distribution: 'kubeadm' } as const;
const scope = makeScope();
/** The state of a cluster after a change to its objects. */
const running = (change?: (items: Items) => void) => {
  const state = clusterState(scope).parse(clusterAnswer(change));
  assert.ok(state.kind === 'running');
  return state;
};

describe('a cluster', () => {
  it('shows its nodes', () => {
    const [first, second, third] = running().nodes;
    assert.partialDeepStrictEqual(first, {
      name: 'pi-1',
      labels: { 'kubernetes.io/hostname': 'pi-1', 'node-role.kubernetes.io/control-plane': '' },
      taints: ['node-role.kubernetes.io/control-plane:NoSchedule'],
      ready: true,
      message: 'kubelet is posting ready status',
      kubeletVersion: 'v1.35.4',
      machineId: 'f171b99f871f4aa780dcd599a06f1b13',
      isCordoned: false,
      internalAddress: '172.29.5.11',
      podCidr: '10.244.0.0/24',
      managed: '',
      drained: false,
    });
    assert.deepEqual([second?.name, second?.taints, second?.ready], ['pi-2', [], true]);
    assert.equal(third?.name, 'pi-3');
  });

  it('shows the values of taints', () => {
    const [first] = running((items) => {
      items['Node pi-1'].spec.taints = [
        { effect: 'NoExecute', key: 'dedicated', value: 'db' },
        { effect: 'NoSchedule', key: 'gpu' },
      ];
    }).nodes;
    assert.deepEqual(first?.taints, ['dedicated=db:NoExecute', 'gpu:NoSchedule']);
  });

  it('shows why a node is not Ready', () => {
    const message = 'Kubelet stopped posting node status.';
    const [first] = running((items) => Object.assign(readyOf(items, 'pi-1'), { status: 'Unknown', message })).nodes;
    assert.deepEqual([first?.ready, first?.message], [false, message]);
  });

  it('shows a node that has said nothing yet', () => {
    const [first] = running((items) => delete items['Node pi-1'].status).nodes;
    assert.deepEqual([first?.ready, first?.message, first?.conditions], [false, '', []]);
  });

  it('shows how many pods of each workload are available', () => {
    assert.deepEqual(
      running().workloads.map(({ name, available, wanted }) => [name, available, wanted]),
      [
        ['default/hello', 2, 2],
        ['kube-system/coredns', 2, 2],
        ['kube-flannel/kube-flannel-ds', 3, 3],
        ['kube-system/kube-proxy', 3, 3],
      ],
    );
  });

  it('shows a workload without any pod', () => {
    const { workloads } = running((items) => {
      delete items['Deployment kube-system/coredns'].status.availableReplicas;
      delete items['DaemonSet kube-system/kube-proxy'].status.numberAvailable;
    });
    const lacking = workloads.filter(({ available }) => available === 0);
    assert.deepEqual(
      lacking.map(({ name, wanted }) => [name, wanted]),
      [
        ['kube-system/coredns', 2],
        ['kube-system/kube-proxy', 3],
      ],
    );
  });
});

describe('the question to a cluster', () => {
  it('is about the nodes of the inventory and the workloads that steps look at, by their names', () => {
    const [question] = questionsOf([clusterState(scope)]);
    const { items } = JSON.parse(/printf %s '(.*)' \|/.exec(question?.script.wire ?? '')?.[1] ?? '');
    assert.deepEqual(
      items.map(({ kind, metadata }: Item) => `${kind} ${metadata.name}`),
      [
        'Namespace kube-system',
        ...['pi-1', 'pi-2', 'pi-3'].map((name) => `Node ${name}`),
        'Deployment coredns',
        'DaemonSet kube-proxy',
        'DaemonSet kube-flannel-ds',
        'DaemonSet cloudy-publisher',
        'DaemonSet cloudy-pages',
      ],
    );
  });

  it('is about every workload of our own manifests', () => {
    const files = readdirSync(join(packageRoot, 'templates')).filter((file) => file.endsWith('.yaml'));
    const objects = files.flatMap((file) => manifestDocuments(file) as readonly Document[]);
    const workloads = objects.filter(({ kind }) => ['DaemonSet', 'Deployment', 'StatefulSet'].includes(kind));
    assert.equal(workloads.length, 2 + Object.values(addons).flatMap(({ workloads }) => workloads).length);
    const every = Object.fromEntries(Object.keys(addons).map((name) => [name, true]));
    const accounts = ['cloudy-publisher', 'cloudy-pages'];
    const names = workloads.flatMap(({ metadata: { name } }) => (name === '{{account}}' ? accounts : [name]));
    for (const name of names)
      assert.ok(
        watchedWorkloads({ ...kubeadm, addons: every }).some((one) => one.name === name),
        name,
      );
  });

  it('may be about the whole cluster', () => {
    const [question] = questionsOf([wholeCluster(kubeadm)]);
    assert.match(question?.script.wire ?? '', / get nodes,deployments\.apps,daemonsets\.apps -A -o /);
    const state = wholeCluster(kubeadm).parse(wholeClusterAnswer());
    assert.deepEqual(state.kind === 'running' && [state.nodes.length, state.workloads.length], [3, 4]);
  });
});

describe('a node of a cluster', () => {
  for (const state of ['none', 'interrupted', 'done'] as const) {
    it(`may be ${state}`, () => assert.equal(memberState(kubeadm).parse(`${state}\n`), state));
  }
});
