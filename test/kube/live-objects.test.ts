import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { V1ContainerStatus, V1Pod } from '@kubernetes/client-node';
import { livePod, liveService } from '../../src/kube/live-objects.ts';

const container = (name: string, more: Partial<V1ContainerStatus> = {}): V1ContainerStatus => ({
  ...{ name, ready: true, restartCount: 0, image: '', imageID: '', ...more },
});

const running: V1Pod = {
  metadata: { namespace: 'home', name: 'wiki-1', creationTimestamp: new Date('2026-11-30T09:00:00Z') },
  spec: { nodeName: 'pi-2', containers: [{ name: 'wiki' }, { name: 'cache' }] },
  status: {
    phase: 'Running',
    conditions: [{ type: 'Initialized', status: 'True' }],
    containerStatuses: [container('wiki', { restartCount: 3 }), container('cache')],
  },
};
const withStatus = (status: V1Pod['status']) => livePod({ ...running, status: { ...running.status, ...status } });

describe('a pod of the cluster', () => {
  it('is told in short', () => {
    assert.deepEqual(livePod(running), {
      namespace: 'home',
      name: 'wiki-1',
      node: 'pi-2',
      state: 'Running',
      isFine: true,
      ready: 2,
      containers: ['wiki', 'cache'],
      restarts: 3,
      created: '2026-11-30T09:00:00.000Z',
    });
  });

  it('is not fine while a container is not ready, and says why it does not run', () => {
    const crashing = container('wiki', { ready: false, state: { waiting: { reason: 'CrashLoopBackOff' } } });
    const { state, isFine, ready } = withStatus({ containerStatuses: [crashing, container('cache')] });
    assert.deepEqual([state, isFine, ready], ['CrashLoopBackOff', false, 1]);
    assert.equal(withStatus({ containerStatuses: [container('wiki', { ready: false })] }).isFine, false);
    const pulling = container('first', { ready: false, state: { waiting: { reason: 'ImagePullBackOff' } } });
    const conditions = [{ type: 'Initialized', status: 'False' }];
    assert.equal(withStatus({ conditions, initContainerStatuses: [pulling] }).state, 'Init:ImagePullBackOff');
  });

  it('is fine when it has done its work, and going when it goes', () => {
    const done = container('wiki', { ready: false, state: { terminated: { exitCode: 0, reason: 'Completed' } } });
    assert.equal(withStatus({ phase: 'Succeeded', containerStatuses: [done] }).isFine, true);
    const going = { ...running, metadata: { ...running.metadata, deletionTimestamp: new Date() } };
    assert.deepEqual([livePod(going).state, livePod(going).isFine], ['Terminating', false]);
    assert.equal(withStatus({ reason: 'Evicted', phase: 'Failed' }).state, 'Evicted');
  });

  it('may lack everything', () => {
    assert.deepEqual(livePod({}), {
      ...{ namespace: '', name: '', state: 'Unknown', isFine: false, ready: 0, containers: [], restarts: 0 },
    });
  });
});

describe('a Service of the cluster', () => {
  it('is told with its ports and addresses', () => {
    const made = liveService({
      metadata: { namespace: 'home', name: 'wiki' },
      spec: {
        type: 'LoadBalancer',
        ports: [
          { port: 80, nodePort: 30080 },
          { port: 53, protocol: 'UDP' },
        ],
      },
      status: { loadBalancer: { ingress: [{ ip: '192.168.0.201' }, { hostname: 'lb.home.arpa' }] } },
    });
    assert.deepEqual(made.ports, [
      { port: 80, protocol: 'TCP', nodePort: 30080 },
      { port: 53, protocol: 'UDP' },
    ]);
    assert.deepEqual(made.addresses, ['192.168.0.201', 'lb.home.arpa']);
    assert.deepEqual([liveService({}).type, liveService({}).ports], ['ClusterIP', []]);
  });
});
