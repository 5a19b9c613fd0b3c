import type { Fault } from './fault.ts';

const kubectl = 'KUBECONFIG=/etc/kubernetes/admin.conf kubectl';
const pod = (name: string, spec: string) => ({
  on: 'pi-1' as const,
  fault: `cat <<'END' | ${kubectl} apply -f -
apiVersion: v1
kind: Pod
metadata: {name: ${name}, labels: {app: ${name}}}
spec: ${spec}
END`,
  cure: { shell: `${kubectl} delete pod ${name} --force --grace-period=0` },
  isSlow: true as const,
});

// Every node of a cluster has it.
const image = 'registry.k8s.io/coredns/coredns:v1.13.1';

/** What people run in a cluster. */
export const podFaults: readonly Fault[] = [
  { id: 'pods.pending', ...pod('lost', '{nodeSelector: {colour: red}, containers: [{name: c, image: x}]}') },
  { id: 'pods.image', ...pod('far', '{containers: [{name: c, image: registry.invalid/x:1}]}') },
  {
    id: 'pods.config',
    ...pod('bare', `{containers: [{name: c, image: '${image}', envFrom: [{configMapRef: {name: none}}]}]}`),
  },
  {
    id: 'pods.crashing',
    ...pod('wrong', `{containers: [{name: c, image: '${image}', command: [/no/such/program]}]}`),
  },
  {
    id: 'svc.empty',
    on: 'pi-1',
    fault: `${kubectl} create service nodeport nobody --tcp=80:80`,
    cure: { shell: `${kubectl} delete service nobody` },
  },
];
