import { mark } from '../../src/facts/cluster/printed-rows.ts';
import { type ClusterRow, type Json, nodes, pod, service } from '../support/cluster-objects.ts';
import { now } from '../support/cluster-view.ts';
import { unitAnswer } from '../support/plan.ts';

const at = (secondsAgo: number) => new Date((now - secondsAgo) * 1000).toISOString();
const workload = (kind: string, more: Json = {}): Json => ({
  ...{ kind, namespace: 'default', name: 'web', created: at(600), replicas: 3, present: 0, ready: 0 },
  ...more,
});
const refused = (message: string): Json =>
  workload('Deployment', { refusal: [{ type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate', message }] });
const forbidden = (words: string) => [...nodes, refused(`pods "web-5d9b7-x" is forbidden: ${words}`)];
const event = (kind: string, message: string, reason = 'FailedCreate') =>
  `${[kind, 'default', 'web', reason, message, ''].join(`\t${mark}`)}\n`;
const created = 'pi-1 events reason=FailedCreate';
const hookCall = (hook: string, words: string) =>
  `Internal error occurred: failed calling webhook "${hook}": failed to call webhook: Post "https://guard.policy.svc:443/validate?timeout=10s": ${words}`;
const guard = { namespace: 'policy', name: 'guard', path: '/validate', port: 443 };
const hooks = (more: Json = {}): Json => ({
  ...{ kind: 'ValidatingWebhookConfiguration', name: 'guard', hooks: 'guard.policy.io', services: [guard] },
  ...more,
});
const inside = (more: Json = {}) => service({ namespace: 'policy', name: 'guard', type: 'ClusterIP', ...more });
const guardPod = (more: Json = {}) => pod({ namespace: 'policy', name: 'guard-1', labels: { app: 'web' }, ...more });
const unready = { type: 'Ready', status: 'False', reason: 'ContainersNotReady' };
const ending = (more: Json = {}): Json => ({ kind: 'Namespace', name: 'old', ending: at(600), ...more });
const condition = (type: string, message: string) => ({ type, status: 'True', message });
const remaining = condition(
  'NamespaceContentRemaining',
  'Some resources are remaining: configmaps. has 1 resource instances',
);
const claim = (more: Json = {}): Json => ({
  ...{ kind: 'PersistentVolumeClaim', namespace: 'default', name: 'web', created: at(600), phase: 'Pending' },
  ...more,
});
const claimEvents = 'pi-1 events involvedObject.kind=PersistentVolumeClaim';
const request = (name: string, more: Json = {}): Json => ({
  ...{ kind: 'CertificateSigningRequest', name, created: at(600), requester: 'system:node:pi-2' },
  ...{ signer: 'kubernetes.io/kubelet-serving', ...more },
});
const failed = (reason: string) => [
  { type: 'Failed', status: 'True', reason, message: 'Job has reached the specified backoff limit' },
];
const running = (secondsAgo: number) => [
  { name: 'c', image: 'web:1', ready: false, restartCount: 0, state: { running: { startedAt: at(secondsAgo) } } },
];

/** Workloads that lack pods, and what never ends. */
export const workloadRows: Readonly<Record<string, ClusterRow>> = {
  'has workloads with all their pods': {
    objects: [
      ...nodes,
      workload('Deployment', { present: 3, ready: 1 }),
      workload('DaemonSet', { nodesWanted: 3, nodesPresent: 3 }),
      workload('Job', { completed: at(5), completions: 1, replicas: '', present: '' }),
      workload('Job', { name: 'later', isSuspended: 'true', replicas: '', present: '' }),
    ],
    finds: [],
  },
  'has a used-up quota': {
    objects: forbidden('exceeded quota: small, requested: pods=1, used: pods=2, limited: pods=2'),
    finds: [
      /^pods\.quota cluster: Deployment default\/web has none of its 3 pods: the ResourceQuota small is used up \(requested: pods=1, used: pods=2, limited: pods=2\)$/,
    ],
  },
  'has a quota that wants pods to name their limits': {
    objects: forbidden('failed quota: small: must specify limits.memory for: web'),
    finds: [/^pods\.quota .*: the ResourceQuota small wants them to name limits\.memory for: web$/],
  },
  'has a LimitRange that is too small': {
    objects: forbidden(
      '[maximum memory usage per Container is 64Mi, but limit is 1Gi, maximum cpu usage per Container is 1, but limit is 2]',
    ),
    finds: [/^pods\.limits .* \(maximum memory usage per Container is 64Mi, but limit is 1Gi, maximum cpu usage/],
  },
  'has a namespace with strict rules': {
    objects: forbidden(
      'violates PodSecurity "restricted:latest": privileged (container "c" must not set securityContext.privileged=true)',
    ),
    finds: [/^pods\.security .*: its namespace enforces the level restricted:latest \(privileged \(container "c"/],
  },
  'has a workload whose ServiceAccount is missing': {
    objects: forbidden('error looking up service account default/robot: serviceaccount "robot" not found'),
    finds: [/^pods\.account .*: there is no ServiceAccount robot$/],
  },
  'has a policy that refuses pods': {
    objects: [...nodes, refused('admission webhook "guard.policy.io" denied the request: images need a\n digest')],
    finds: [/^pods\.refused .* \(admission webhook "guard\.policy\.io" denied the request: images need a digest\)$/],
  },
  'has a StatefulSet that cannot make its pods': {
    objects: [...nodes, workload('StatefulSet', { present: 1, ready: 1 })],
    answers: {
      [created]: `${event('StatefulSet', 'create Pod web-1 in StatefulSet web failed error: an old reason')}${event(
        'StatefulSet',
        'create Pod web-1 in StatefulSet web failed error: pods "web-1" is forbidden: exceeded quota: small, requested: pods=1, used: pods=2, limited: pods=2',
      )}`,
    },
    finds: [/^pods\.quota cluster: StatefulSet default\/web has 1 of its 3 pods: the ResourceQuota small is used up/],
  },
  'has a StatefulSet whose first pod is not ready yet': {
    objects: [...nodes, workload('StatefulSet', { present: 1, ready: 0 })],
    answers: { [created]: event('StatefulSet', 'what was once') },
    finds: [],
  },
  'has a DaemonSet that cannot make its pods': {
    objects: [...nodes, workload('DaemonSet', { replicas: '', present: '', nodesWanted: 2, nodesPresent: 0 })],
    answers: {
      [created]: event(
        'DaemonSet',
        'Error creating: pods "web-" is forbidden: error looking up service account default/x: serviceaccount "x" not found',
      ),
    },
    finds: [/^pods\.account cluster: DaemonSet default\/web has none of its 2 pods: there is no ServiceAccount x$/],
  },
  'has a Job that cannot make its pod': {
    objects: [...nodes, workload('Job', { replicas: '', present: '', completions: 1 })],
    answers: {
      [created]: event('Job', 'Error creating: pods "web-" is forbidden: no PriorityClass with name fast was found'),
    },
    finds: [/^pods\.refused cluster: Job default\/web has no pod: .*no PriorityClass with name fast was found/],
  },
  'has a ReplicaSet without an owner that cannot make its pods': {
    objects: [
      ...nodes,
      { ...refused('pods "web-x" is forbidden: exceeded quota: small, requested: pods=1'), kind: 'ReplicaSet' },
      { ...refused('told by the Deployment'), kind: 'ReplicaSet', owner: 'other' },
    ],
    finds: [/^pods\.quota cluster: ReplicaSet default\/web/],
  },
  'has a webhook whose Service is gone': {
    objects: [...nodes, hooks(), refused(hookCall('guard.policy.io', 'service "guard" not found'))],
    finds: [
      /^cluster\.webhook cluster: The admission webhook of ValidatingWebhookConfiguration guard cannot be asked: the Service policy\/guard is not there; so Deployment default\/web has none of its 3 pods$/,
    ],
  },
  'has a webhook whose pods are not ready': {
    objects: [...nodes, hooks(), inside(), guardPod({ conditions: [unready] })],
    finds: [/^cluster\.webhook .*: no pod of the Service policy\/guard is ready$/],
  },
  'has a webhook without pods': {
    objects: [...nodes, hooks({ kind: 'MutatingWebhookConfiguration' }), inside()],
    finds: [/^cluster\.webhook .*MutatingWebhookConfiguration guard .*: no pod of the Service policy\/guard is there$/],
  },
  'has a webhook that answers': { objects: [...nodes, hooks(), inside(), guardPod()], finds: [] },
  'has a webhook outside the cluster that does not answer': {
    objects: [...nodes, hooks({ services: [] }), refused(hookCall('guard.policy.io', 'context deadline exceeded'))],
    finds: [
      /^cluster\.webhook cluster: The admission webhook guard\.policy\.io cannot be asked: it does not answer in time; so/,
    ],
  },
  'has a part of the API whose pods are missing': {
    objects: [
      ...nodes,
      { kind: 'APIService', name: 'v1.apps' },
      {
        ...{ kind: 'APIService', name: 'v1beta1.metrics.k8s.io', service: guard },
        failing: [
          {
            type: 'Available',
            status: 'False',
            reason: 'MissingEndpoints',
            message: 'endpoints for service/guard in "policy" have no addresses',
          },
        ],
      },
      inside(),
      ending({ conditions: [condition('NamespaceDeletionDiscoveryFailure', 'Discovery failed for some groups')] }),
    ],
    finds: [
      /^cluster\.api_service cluster: The part v1beta1\.metrics\.k8s\.io of the API does not answer: no pod of the Service policy\/guard is there; so the deleted namespace old is still there$/,
    ],
  },
  'has a namespace that waits for a finalizer': {
    objects: [
      ...nodes,
      ending({
        conditions: [
          remaining,
          condition(
            'NamespaceFinalizersRemaining',
            'Some content in the namespace has finalizers remaining: example.com/clean in 1 resource instances',
          ),
        ],
      }),
    ],
    finds: [
      /^ns\.ending cluster: The namespace old was deleted 10 minutes ago and is still there: there are still configmaps \(1\) in it, and no program has done what their finalizer example\.com\/clean waits for$/,
    ],
  },
  'has a namespace with a finalizer of its own': {
    objects: [...nodes, ending({ specFinalizers: ['kubernetes', 'example.com/x'] })],
    finds: [/^ns\.ending .*: its finalizer example\.com\/x waits for a program$/],
  },
  'has a namespace that cannot be emptied': {
    objects: [
      ...nodes,
      ending({
        conditions: [
          condition('NamespaceDeletionContentFailure', 'Failed to delete all resource types, 1 remaining: x'),
        ],
      }),
    ],
    finds: [/^ns\.ending .*: Kubernetes cannot empty it \(Failed to delete all resource types, 1 remaining: x\)$/],
  },
  'has a namespace that nobody empties': {
    objects: [...nodes, ending({ specFinalizers: ['kubernetes'] })],
    finds: [/^ns\.ending .*: Kubernetes does not empty it: look at kube-controller-manager$/],
  },
  'has a namespace that was deleted a moment ago': {
    objects: [...nodes, ending({ ending: at(30), conditions: [remaining] }), { kind: 'Namespace', name: 'default' }],
    finds: [],
  },
  'has a deleted pod that its node does not stop': {
    objects: [...nodes, pod({ ending: at(300) })],
    finds: [
      /^pods\.ending pi-2: Pod default\/web should have gone 5 minutes ago: kubelet of pi-2 does not say that it has stopped$/,
    ],
  },
  'has a deleted pod with a finalizer': {
    objects: [...nodes, pod({ ending: at(300), finalizers: ['example.com/x'] })],
    finds: [/^pods\.ending pi-2: .*: its finalizer example\.com\/x waits for a program$/],
  },
  'has a pod that is stopping': { objects: [...nodes, pod({ ending: at(-10), conditions: [unready] })], finds: [] },
  'has a deleted volume claim that a pod still uses': {
    objects: [...nodes, claim({ phase: 'Bound', ending: at(600) }), pod({ claims: 'web other' })],
    finds: [
      /^pvc\.ending cluster: The volume claim default\/web was deleted 10 minutes ago and is still there: pod web uses it$/,
    ],
  },
  'has a claim that no volume fits, and a pod that waits for the claim': {
    objects: [
      ...nodes,
      claim(),
      pod({
        node: '',
        phase: 'Pending',
        claims: 'web',
        conditions: [{ type: 'PodScheduled', status: 'False', message: 'unbound immediate PersistentVolumeClaims' }],
      }),
    ],
    answers: {
      [claimEvents]: event(
        'PersistentVolumeClaim',
        'no persistent volumes available for this claim and no storage class is set',
        'FailedBinding',
      ),
    },
    finds: [
      /^pvc\.pending cluster: The volume claim default\/web gets no volume: no volume fits it, and it names no StorageClass that makes one; pod web waits for it$/,
    ],
  },
  'has a claim that no volume fits, and a pod of another namespace whose claim has the same name': {
    objects: [
      ...nodes,
      claim({ namespace: 'other' }),
      pod({
        node: '',
        phase: 'Pending',
        claims: 'web',
        conditions: [
          { type: 'PodScheduled', status: 'False', message: '0/3 nodes are available: 3 Insufficient cpu.' },
        ],
      }),
    ],
    finds: [
      /^pvc\.pending cluster: The volume claim other\/web gets no volume: /,
      /^pods\.pending cluster: Pod default\/web finds no node: /,
    ],
  },
  'has a claim of a StorageClass that is not there': {
    objects: [...nodes, claim({ storageClass: 'fast' })],
    answers: {
      [claimEvents]: event(
        'PersistentVolumeClaim',
        'storageclass.storage.k8s.io "fast" not found',
        'ProvisioningFailed',
      ),
    },
    finds: [/^pvc\.pending .*: its StorageClass is not there$/],
  },
  'has a claim without an event that says why it gets no volume': {
    objects: [...nodes, claim({ storageClass: 'fast' }), claim({ name: 'lost', phase: 'Lost' })],
    finds: [/^pvc\.pending .*: its StorageClass is fast$/, /^pvc\.pending .*lost gets no volume: its volume is gone$/],
  },
  'has a claim that waits for its first pod': {
    objects: [...nodes, claim(), claim({ name: 'new', created: at(9) }), claim({ name: 'bound', phase: 'Bound' })],
    answers: { [claimEvents]: event('PersistentVolumeClaim', 'waiting for first consumer', 'WaitForFirstConsumer') },
    finds: [],
  },
  'has a pod that the scheduler does not look at': {
    objects: [...nodes, pod({ node: '', phase: 'Pending', scheduler: 'default-scheduler' })],
    finds: [/^pods\.pending cluster: Pod default\/web finds no node: the scheduler does not look at it$/],
  },
  'has a pod whose scheduler does not exist': {
    objects: [...nodes, pod({ node: '', phase: 'Pending', scheduler: 'mine' })],
    finds: [/^pods\.pending .*: its scheduler mine does not look at it$/],
  },
  ...Object.fromEntries(
    (
      [
        [
          'its node cannot mount NFS',
          'MountVolume.SetUp failed for volume "media" : mount failed: exit status 32 Output: mount: bad option; for several filesystems (e.g. nfs, cifs) you might need a /sbin/mount.<type> helper program.',
          'its node cannot mount NFS: sudo apt-get install nfs-common there',
        ],
        [
          'the NFS server does not give out its folder',
          'MountVolume.SetUp failed for volume "media" : mount.nfs: access denied by server while mounting 10.0.0.2:/srv',
          'the NFS server does not give its folder (access denied by server while mounting 10.0.0.2:/srv)',
        ],
        [
          'its ConfigMap is gone',
          'MountVolume.SetUp failed for volume "config" : configmap "web-config" not found',
          'the configmap web-config that it mounts is not there',
        ],
        [
          'another node has its volume',
          'Multi-Attach error for volume "pvc-1" Volume is already exclusively attached to one node and can\'t be attached to another',
          'its volume is still attached to another node',
        ],
        // flannel-io/flannel#2264, k3s-io/k3s#5885
        [
          'its node has no address left',
          'Failed to create pod sandbox: plugin type="flannel" failed (add): failed to allocate for range 0: no IP addresses available in range set: 10.42.0.1-10.42.0.254',
          'its node has no address left for pods, as pods that are gone still hold some: reboot it',
        ],
        [
          'a program of the pod network is missing',
          'Failed to create pod sandbox: failed to setup network for sandbox "1": plugin type="flannel" failed (add): failed to find plugin "bridge" in path [/usr/lib/cni]',
          'The program bridge of the pod network is missing: microcloud init puts it back',
        ],
        [
          'something unknown has failed',
          'AttachVolume.Attach failed for volume "x" : nobody home',
          'AttachVolume.Attach failed for volume "x" : nobody home',
        ],
      ] as const
    ).map(([why, message, reason]): [string, ClusterRow] => [
      `has a pod that does not start because ${why}`,
      {
        objects: [...nodes, pod({ phase: 'Pending', containers: [] })],
        answers: { 'pi-1 events type=Warning,involvedObject.kind=Pod': event('Pod', message, 'FailedMount') },
        finds: [
          new RegExp(`^pods\\.stuck pi-2: Pod default/web has not started for 10 minutes: ${RegExp.escape(reason)}$`),
        ],
      },
    ]),
  ),
  'has a pod whose probe fails': {
    objects: [...nodes, pod({ conditions: [{ ...unready, lastTransitionTime: at(300) }], containers: running(300) })],
    answers: {
      'pi-1 events reason=Unhealthy': event(
        'Pod',
        'Readiness probe failed: HTTP probe failed with statuscode: 500',
        'Unhealthy',
      ),
    },
    finds: [
      /^pods\.unready pi-2: Pod default\/web runs, but has not been ready for 5 minutes \(Readiness probe failed: HTTP probe failed with statuscode: 500\)$/,
    ],
  },
  'has a pod whose readiness gate nobody opens': {
    objects: [
      ...nodes,
      pod({
        conditions: [
          {
            type: 'Ready',
            status: 'False',
            message: 'corresponding condition of pod readiness gate "x" does not exist.',
            lastTransitionTime: at(300),
          },
        ],
      }),
    ],
    finds: [/^pods\.unready pi-2: .* \(corresponding condition of pod readiness gate "x" does not exist\.\)$/],
  },
  'has a pod that has just started': {
    objects: [
      ...nodes,
      pod({ conditions: [{ ...unready, lastTransitionTime: at(20) }], containers: running(20) }),
      pod({ name: 'again', conditions: [{ ...unready, lastTransitionTime: at(900) }], containers: running(20) }),
    ],
    finds: [],
  },
  'has a Job that was given up': {
    objects: [...nodes, workload('Job', { replicas: '', present: '', failed: failed('BackoffLimitExceeded') })],
    finds: [
      /^jobs\.failed cluster: The Job default\/web was given up \(Job has reached the specified backoff limit\)$/,
    ],
  },
  'has a CronJob whose last Job succeeded': {
    objects: [
      ...nodes,
      workload('Job', { owner: 'night', replicas: '', present: '', failed: failed('DeadlineExceeded') }),
      workload('Job', { owner: 'night', name: 'web-2', created: at(60), replicas: '', present: '', completed: at(50) }),
    ],
    finds: [],
  },
  'has services that systemd starts again and again': {
    answers: {
      'kernel file /proc/uptime': '5000.10 9000.00\n',
      'pi-1 unit kubelet.service': unitAnswer({ restarts: 40, afterBoot: 1000 }),
      'pi-2 unit kubelet.service': unitAnswer({ restarts: 40, afterBoot: 4990 }),
      'pi-2 journal of kubelet.service': 'E1 run.go:72] "command failed" err="running with swap on is not supported"\n',
      'pi-3 unit docker.service': unitAnswer({ active: 'failed', restarts: 5, afterBoot: 1000 }),
      'pi-3 journal of docker.service': 'docker.service: Main process exited\nfailed to start daemon: no room\n',
      'pi-3 unit containerd.service': unitAnswer({ restarts: 2, afterBoot: 4990 }),
    },
    finds: [
      /^svc\.restarts pi-2: kubelet\.service was started again 40 times \(Swap is on: kubelet refuses to start\)$/,
      /^svc\.restarts pi-3: docker\.service was started again 5 times \(failed to start daemon: no room\)$/,
    ],
  },
  'has a node whose Flannel does not use the range of pods that the cluster gave the node': {
    answers: {
      'pi-2 network links':
        '== links\n[{"ifname":"flannel.1","ifindex":9,"addr_info":[{"local":"fe80::1","prefixlen":64},{"local":"10.244.9.0","prefixlen":32}]}]\n== routes\n[]\n',
      'pi-3 network links':
        '== links\n[{"ifname":"flannel.1","ifindex":9,"addr_info":[{"local":"10.244.3.0","prefixlen":32}]}]\n== routes\n[]\n',
    },
    finds: [/^cni\.range pi-2: Flannel uses 10\.244\.9\.0 for its pods, the cluster gave it 10\.244\.2\.0\/24$/],
  },
  'has requests for certificates that nobody approves': {
    objects: [
      ...nodes,
      request('csr-1'),
      request('csr-2'),
      request('csr-3', { created: at(10) }),
      request('csr-4', { conditions: [{ type: 'Approved', status: 'True' }] }),
    ],
    finds: [
      /^cert\.request cluster: 2 requests for a certificate by system:node:pi-2 \(kubernetes\.io\/kubelet-serving\) have waited for 10 minutes$/,
    ],
  },
};
