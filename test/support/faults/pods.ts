import { versions } from '../../../scripts/from-source/built-versions.ts';
import { fixture } from '../fixture.ts';
import type { Fault } from './fault.ts';

const kubectl = 'KUBECONFIG=/etc/kubernetes/admin.conf kubectl';
const coredns = `${kubectl} -n kube-system`;
const page = fixture('kubernetes/page.yaml');
const pod = (name: string, spec: string, before = '', after = '') => ({
  on: 'pi-1' as const,
  fault: `${before}
cat <<'END' | ${kubectl} apply -f -
apiVersion: v1
kind: Pod
metadata: {name: ${name}, labels: {app: ${name}}}
spec: ${spec}
END
${after}`,
  cure: { shell: `${kubectl} delete pod ${name} --force --grace-period=0` },
  isSlow: true as const,
});

// Every node of a cluster has it.
const image = `registry.k8s.io/coredns/coredns:${versions.coredns}`;

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
  {
    id: 'pods.exec_format',
    // The header of a program for ARM, or for a PC where this machine is ARM: the kernel refuses another machine's
    // program.
    ...pod(
      'foreign',
      `{nodeName: pi-1, volumes: [{name: v, hostPath: {path: /run/foreign}}],
  containers: [{name: c, image: '${image}', command: [/v/program], volumeMounts: [{name: v, mountPath: /v}]}]}`,
      `mkdir -p /run/foreign; machine='\\267'; [ "$(uname -m)" = x86_64 ] || machine='\\76'
printf "\\177ELF\\2\\1\\1\\0\\0\\0\\0\\0\\0\\0\\0\\0\\2\\0$machine\\0\\1\\0\\0\\0" >/run/foreign/program
head -c 200 /dev/zero >>/run/foreign/program; chmod +x /run/foreign/program`,
    ),
  },
  {
    id: 'pods.evicted',
    ...pod(
      'gone',
      '{nodeSelector: {colour: red}, containers: [{name: c, image: x}]}',
      '',
      `${kubectl} patch pod gone --subresource=status -p '{"status":{"phase":"Failed","reason":"Evicted"}}'`,
    ),
  },
  {
    id: 'dns.loop',
    on: 'pi-1',
    fault: `${coredns} get configmap coredns -o yaml >/root/kept
sed 's#forward . [^ ]*#forward . 127.0.0.1#' /root/kept | ${coredns} replace -f -
${coredns} delete pods -l k8s-app=kube-dns --wait=false`,
    cure: {
      shell: `${coredns} replace --force -f /root/kept; ${coredns} delete pods -l k8s-app=kube-dns --wait=false`,
    },
    isSlow: true,
  },
  {
    id: 'svc.nodeport',
    on: 'pi-1',
    fault: `cat <<'END' | ${kubectl} apply -f -
${page}END
${kubectl} rollout status deployment/page --timeout=90s
iptables -w -t raw -I PREROUTING -p tcp --dport 30080 -j DROP`,
    cure: {
      shell: `iptables -w -t raw -D PREROUTING -p tcp --dport 30080 -j DROP
${kubectl} delete deployment/page service/page configmap/page`,
    },
    isSlow: true,
  },
];
