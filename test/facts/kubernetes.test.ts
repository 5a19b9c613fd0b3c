import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { clusterState, memberState } from '../../src/facts/kubernetes.ts';
import { fixture } from '../support/fixture.ts';

const kubeadm = { distribution: 'kubeadm' } as const;
const answer = fixture('simulated-trixie/kubectl-get');
const running = (text: string) => {
  const state = clusterState(kubeadm).parse(text);
  assert.ok(state.kind === 'running');
  return state;
};

describe('a cluster', () => {
  it('shows its nodes', () => {
    const [first, second] = running(answer).nodes;
    assert.partialDeepStrictEqual(first, {
      name: 'pi-1',
      labels: { 'kubernetes.io/hostname': 'pi-1', 'node-role.kubernetes.io/control-plane': '' },
      taints: ['node-role.kubernetes.io/control-plane:NoSchedule'],
      ready: true,
      kubeletVersion: 'v1.35.4',
      machineId: 'f171b99f871f4aa780dcd599a06f1b13',
      managed: '',
    });
    assert.deepEqual([second?.name, second?.taints, second?.ready], ['pi-2', [], true]);
  });

  it('shows the values of taints', () => {
    const taints = '[{"effect":"NoExecute","key":"dedicated","value":"db"},{"effect":"NoSchedule","key":"gpu"}]';
    const [first] = running(answer.replace(/\[\{.*?\}\]/, taints)).nodes;
    assert.deepEqual(first?.taints, ['dedicated=db:NoExecute', 'gpu:NoSchedule']);
  });

  it('shows why a node is not Ready', () => {
    const text = answer.replace(
      'True\tkubelet is posting ready status',
      'Unknown\tKubelet stopped posting node status.',
    );
    const [first] = running(text).nodes;
    assert.deepEqual([first?.ready, first?.message], [false, 'Kubelet stopped posting node status.']);
  });

  it('shows how many pods of each workload are available, and which manifest made it', () => {
    assert.deepEqual(running(answer).workloads, [
      { name: 'default/hello', available: 2, wanted: 2, applied: '' },
      { name: 'kube-system/coredns', available: 2, wanted: 2, applied: '' },
      { name: 'kube-flannel/kube-flannel-ds', available: 3, wanted: 3, applied: '3e5fce788c95ba30' },
      { name: 'kube-system/kube-proxy', available: 3, wanted: 3, applied: '' },
    ]);
  });

  it('shows a workload without any pod', () => {
    const text = answer.replace(/(coredns\t.*?)2\t2\t/, '$1\t2\t').replace(/(kube-proxy\t.*?)3\t3\t/, '$1\t3\t');
    const lacking = running(text).workloads.filter(({ available }) => available === 0);
    assert.deepEqual(
      lacking.map(({ name, wanted }) => [name, wanted]),
      [
        ['kube-system/coredns', 2],
        ['kube-system/kube-proxy', 3],
      ],
    );
  });

  it('is seen through the warnings of kubectl', () => {
    assert.equal(running(`Warning: something is deprecated\n${answer}`).nodes.length, 3);
  });

  it('may not be there', () => assert.deepEqual(clusterState(kubeadm).parse('none\n'), { kind: 'none' }));

  it('may be silent, with the last that kubectl says about it', () => {
    const refused =
      'E1121 09:08:50.085353 1451 memcache.go:265] "Unhandled Error"\nThe connection to the server 172.29.5.11:6443 was refused - did you specify the right host or port?\n';
    assert.deepEqual(clusterState(kubeadm).parse(`${refused}silent\n`), {
      kind: 'silent',
      reason: 'The connection to the server 172.29.5.11:6443 was refused - did you specify the right host or port?',
    });
  });
});

describe('a node of a cluster', () => {
  for (const state of ['none', 'interrupted', 'done'] as const) {
    it(`may be ${state}`, () => assert.equal(memberState(kubeadm).parse(`${state}\n`), state));
  }
});
