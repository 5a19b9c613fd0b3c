import { X509Certificate } from 'node:crypto';
import { clusterCa } from '../../facts/cluster-ca.ts';
import { commandFact } from '../../facts/command.ts';
import { isControlPlane } from '../../inventory/node-roles.ts';
import { sh } from '../../shell/sh.ts';
import { init, rejoin } from '../advice.ts';
import { clusterCheck, nodeCheck } from '../check.ts';

const authorityDays = 365;

/** The certificate that kubelet shows to the API: its file has the key, too, and stays on the node. */
const clientEnd = commandFact(
  "end of kubelet's certificate",
  sh`sed -n '/BEGIN CERTIFICATE/,/END CERTIFICATE/p' /var/lib/kubelet/pki/kubelet-client-current.pem 2>/dev/null || :`,
  (stdout) => (stdout.includes('BEGIN') ? new X509Certificate(stdout).validToDate.getTime() : undefined),
);

export default [
  nodeCheck({
    id: 'cert.authority',
    when: 'member',
    title: 'The authority of the cluster ends soon',
    severity: 'warning',
    why: 'All certificates of the cluster end then, and new ones cannot be made.',
    advice: 'microcloud reset, then: microcloud init',
    runbook:
      'The authority of a cluster is valid for ten years. Neither kubeadm nor k3s puts another one in its place while the cluster runs.',
    source: 'kubeadm certs: "kubeadm cannot renew CA certificates"',
    needs: ({ cluster }) => ({ ca: clusterCa(cluster) }),
    judge({ facts: { ca } }) {
      if (!ca.exists || !ca.content.includes('BEGIN CERTIFICATE')) return undefined;
      const end = new X509Certificate(ca.content).validToDate;
      if (end.getTime() - Date.now() > authorityDays * 86_400_000) return undefined;
      return { what: `The authority of the cluster ends on ${end.toISOString().slice(0, 10)}` };
    },
  }),
  nodeCheck({
    id: 'cert.kubelet',
    when: 'member',
    title: "kubelet's certificate has expired",
    why: 'The API does not know the node any more.',
    advice: rejoin,
    runbook:
      'kubelet renews its certificate while it runs. A node that was off for months cannot: a worker must join again. A control plane has the authority of the cluster, with which init renews the certificate.',
    source: 'kubeadm: kubelet client certificate rotation fails',
    entails: ['node.ready', 'pods.*', 'dns.coredns'],
    needs: () => ({ clientEnd }),
    judge({ node, facts: { clientEnd: end } }) {
      if (end === undefined || end >= Date.now()) return undefined;
      return isControlPlane(node) ? { advice: init } : {};
    },
  }),
  clusterCheck({
    id: 'node.other_cluster',
    title: 'It belongs to another cluster',
    why: 'Its certificates come from another authority: the API does not know it.',
    advice: 'microcloud init --replace',
    runbook: 'It was in an earlier cluster, or the control plane was made anew and the node was not.',
    source: 'k3s "token CA hash does not match"; k3s#2808; k3sup#339',
    entails: ['node.missing', 'kubelet.active', 'cni.*', 'pods.*'],
    needs: ({ cluster }) => ({ ca: clusterCa(cluster) }),
    *judge({ cluster, looked }) {
      const fact = clusterCa(cluster);
      const contents = looked.flatMap(({ node, isMember, told }) => {
        const file = isMember ? told(fact) : undefined;
        return file?.exists ? [{ node, text: file.content.trim() }] : [];
      });
      const first = contents.find(({ node }) => isControlPlane(node));
      for (const { node, text } of contents) if (first && text !== first.text) yield { node: node.name };
    },
  }),
];
