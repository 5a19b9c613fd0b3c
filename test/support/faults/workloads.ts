import { distributions } from '../../../src/distributions/table.ts';
import { Version } from '../../../src/distributions/version.ts';
import type { Fault } from './fault.ts';

const kubectl = 'KUBECONFIG=/etc/kubernetes/admin.conf kubectl';
const { usual, pauseImage } = distributions.kubeadm;
// An image that every node of a cluster has, and that does nothing for ever.
const image = pauseImage(Version.of(usual));
const nothing = `{name: c, image: '${image}', command: [/no/such/program]}`;

/** Makes a fault of objects. The cure deletes them by their names. */
const applied = (yaml: string, { after = '', before = '' } = {}) => {
  const file = `/root/${/name: ([\w-]+)/.exec(yaml)?.[1]}.yaml`;
  return {
    on: 'pi-1' as const,
    fault: `cat >${file} <<'END'
${yaml}
END
${kubectl} apply -f ${file}
${after}`,
    cure: { shell: `${before}\n${kubectl} delete --ignore-not-found --timeout=60s -f ${file}` },
  };
};
const metadata = (name: string, more = '') => `metadata: {name: ${name}, namespace: default${more}}`;
const template = (name: string, spec: string) =>
  `template: {metadata: {labels: {app: ${name}}}, spec: {${spec}containers: [${nothing}]}}`;
const workload = (kind: string, name: string, spec = '', more = '') => `apiVersion: apps/v1
kind: ${kind}
${metadata(name)}
spec: {${more}selector: {matchLabels: {app: ${name}}}, ${template(name, spec)}}`;

/** Workloads for which the API refuses pods, and the objects by which it does so. */
export const refusalFaults: readonly Fault[] = [
  {
    id: 'pods.quota',
    ...applied(`apiVersion: v1
kind: ResourceQuota
${metadata('small')}
spec: {hard: {pods: '0'}}
---
${workload('Deployment', 'many')}`),
  },
  {
    id: 'pods.limits',
    ...applied(`apiVersion: v1
kind: LimitRange
${metadata('tight')}
spec: {limits: [{type: Container, max: {memory: 32Mi}, default: {memory: 32Mi}}]}
---
apiVersion: apps/v1
kind: StatefulSet
${metadata('big')}
spec:
  serviceName: big
  selector: {matchLabels: {app: big}}
  template:
    metadata: {labels: {app: big}}
    spec: {containers: [{name: c, image: '${image}', resources: {limits: {memory: 1Gi}}}]}`),
  },
  {
    id: 'pods.security',
    ...applied(`apiVersion: v1
kind: Namespace
metadata: {name: strict, labels: {pod-security.kubernetes.io/enforce: restricted}}
---
${workload('Deployment', 'mighty').replace('namespace: default', 'namespace: strict')}`),
  },
  { id: 'pods.account', ...applied(workload('DaemonSet', 'stranger', 'serviceAccountName: nobody, ')) },
  {
    id: 'pods.refused',
    ...applied(`apiVersion: batch/v1
kind: Job
${metadata('urgent')}
spec: {template: {spec: {restartPolicy: Never, priorityClassName: nowhere, containers: [${nothing}]}}}`),
  },
  {
    id: 'cluster.webhook',
    ...applied(`apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata: {name: guard}
webhooks:
  - name: guard.test.example.com
    clientConfig: {service: {namespace: default, name: guard, path: /validate}}
    rules: [{apiGroups: [''], apiVersions: [v1], operations: [CREATE], resources: [pods]}]
    objectSelector: {matchLabels: {app: guarded}}
    sideEffects: None
    admissionReviewVersions: [v1]
---
${workload('Deployment', 'guarded')}`),
  },
  {
    id: 'cluster.api_service',
    ...applied(`apiVersion: apiregistration.k8s.io/v1
kind: APIService
metadata: {name: v1.test.example.com}
spec:
  {group: test.example.com, version: v1, groupPriorityMinimum: 100, versionPriority: 100, insecureSkipTLSVerify: true,
   service: {namespace: default, name: nobody}}`),
  },
  {
    id: 'jobs.failed',
    ...applied(`apiVersion: batch/v1
kind: Job
${metadata('hopeless')}
spec: {backoffLimit: 0, template: {spec: {restartPolicy: Never, containers: [${nothing}]}}}`),
  },
];

/** Objects whose deletion or work never ends. Each is found after two minutes. */
export const endlessFaults: readonly Fault[] = [
  {
    id: 'ns.ending',
    ...applied(
      `apiVersion: v1
kind: Namespace
metadata: {name: old}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: kept, namespace: old, finalizers: [test.example.com/clean]}`,
      {
        after: `${kubectl} delete namespace old --wait=false`,
        before: `${kubectl} -n old patch configmap kept --type=merge -p '{"metadata":{"finalizers":null}}'`,
      },
    ),
    isSlow: true,
  },
  {
    id: 'pods.ending',
    ...applied(
      `apiVersion: v1
kind: Pod
${metadata('staying', ', finalizers: [test.example.com/clean]')}
spec: {nodeSelector: {colour: red}, containers: [${nothing}]}`,
      {
        after: `${kubectl} delete pod staying --wait=false`,
        before: `${kubectl} patch pod staying --type=merge -p '{"metadata":{"finalizers":null}}'`,
      },
    ),
    isSlow: true,
  },
  {
    id: 'pvc.pending',
    ...applied(`apiVersion: v1
kind: PersistentVolumeClaim
${metadata('data')}
spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Mi}}}`),
    isSlow: true,
  },
  {
    id: 'pvc.ending',
    ...applied(
      `apiVersion: v1
kind: PersistentVolume
metadata: {name: folder}
spec:
  {capacity: {storage: 1Mi}, accessModes: [ReadWriteOnce], storageClassName: folder, hostPath: {path: /run/test-volume}}
---
apiVersion: v1
kind: PersistentVolumeClaim
${metadata('used')}
spec: {accessModes: [ReadWriteOnce], storageClassName: folder, resources: {requests: {storage: 1Mi}}}
---
apiVersion: v1
kind: Pod
${metadata('user')}
spec:
  volumes: [{name: v, persistentVolumeClaim: {claimName: used}}]
  containers: [{name: c, image: '${image}', volumeMounts: [{name: v, mountPath: /v}]}]`,
      {
        after: `${kubectl} wait --for=condition=Ready pod/user --timeout=90s
${kubectl} delete pvc used --wait=false`,
        before: `${kubectl} delete pod user --grace-period=0 --force`,
      },
    ),
    isSlow: true,
  },
  {
    id: 'pods.unready',
    ...applied(`apiVersion: v1
kind: Pod
${metadata('mute')}
spec: {containers: [{name: c, image: '${image}', readinessProbe: {tcpSocket: {port: 9}}}]}`),
    isSlow: true,
  },
  {
    id: 'cert.request',
    on: 'pi-1',
    fault: `openssl req -newkey rsa:2048 -nodes -subj /CN=x -keyout /dev/null -out /root/csr 2>/dev/null
cat <<END | ${kubectl} apply -f -
apiVersion: certificates.k8s.io/v1
kind: CertificateSigningRequest
metadata: {name: somebody}
spec: {signerName: test.example.com/x, usages: [client auth], request: $(base64 -w 0 </root/csr)}
END`,
    cure: { shell: `${kubectl} delete csr somebody` },
    isSlow: true,
  },
];
