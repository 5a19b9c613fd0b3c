import { X509Certificate } from 'node:crypto';
import { distributionOf, distributions } from '../../distributions/table.ts';
import { clusterCa } from '../../facts/cluster-ca.ts';
import { commandFact } from '../../facts/command.ts';
import { type FileState, fileFact } from '../../facts/file.ts';
import { isControlPlane } from '../../inventory/node-roles.ts';
import { sh } from '../../shell/sh.ts';
import { rejoin } from '../advice.ts';
import { type Asked, clusterCheck, nodeCheck, type Verdict } from '../check.ts';

const warningDays = 30;

const needs = ({ cluster }: Asked) =>
  Object.fromEntries(distributionOf(cluster).certificates.map((path) => [path, fileFact(path)]));

/** The certificate that kubelet shows to the API: its file has the key, too, and stays on the node. */
const clientEnd = commandFact(
  "end of kubelet's certificate",
  sh`sed -n '/BEGIN CERTIFICATE/,/END CERTIFICATE/p' /var/lib/kubelet/pki/kubelet-client-current.pem 2>/dev/null || :`,
  (stdout) => (stdout.includes('BEGIN') ? new X509Certificate(stdout).validToDate.getTime() : undefined),
);

interface Ending {
  readonly name: string;
  readonly days: number;
}

function endings(files: Readonly<Record<string, FileState>>): readonly Ending[] {
  return Object.values(files).flatMap((file) => {
    if (!file.exists || !file.content.includes('BEGIN CERTIFICATE')) return [];
    const { validToDate } = new X509Certificate(file.content);
    return [{ name: file.path.replace(/.*\//, ''), days: daysUntil(validToDate.getTime()) }];
  });
}

function daysUntil(time: number): number {
  return Math.floor((time - Date.now()) / 86_400_000);
}

function judgeEndings(all: readonly Ending[], isBad: (days: number) => boolean, { cluster }: Asked): Verdict {
  const bad = all.filter(({ days }) => isBad(days));
  if (bad.length === 0) return undefined;
  const soonest = Math.min(...bad.map(({ days }) => days));
  const names = bad.map(({ name }) => name).join(', ');
  const when = soonest < 0 ? 'have expired' : `expire in ${soonest} days`;
  return { what: `Certificates ${when} (${names})`, advice: distributionOf(cluster).renewCertificates };
}

const runbook =
  'Certificates of kubeadm and k3s are valid for a year. k3s renews them when it starts and less than 120 days are left; kubeadm with `kubeadm certs renew all`, or an upgrade. Then: microcloud kubeconfig.';
const source = 'k3s#4097, #1621, #770, #10865, #10021; hetzner-k3s#374; microk8s inspect';

export default [
  nodeCheck({
    id: 'cert.expired',
    when: 'member',
    title: 'Certificates have expired',
    severity: 'problem',
    why: 'Nothing talks to the API any more.',
    advice: distributions.kubeadm.renewCertificates,
    runbook,
    source,
    entails: ['node.ready', 'cluster.silent', 'pods.*', 'dns.coredns', 'svc.*', 'net.api', 'node.labels', 'cni.*'],
    needs,
    judge: ({ facts, ...asked }) => judgeEndings(endings(facts), (days) => days < 0, asked),
  }),
  nodeCheck({
    id: 'cert.expiry',
    when: 'member',
    title: 'Certificates expire soon',
    severity: 'warning',
    why: 'Nothing will talk to the API then.',
    advice: distributions.kubeadm.renewCertificates,
    runbook,
    source,
    needs,
    judge: ({ facts, ...asked }) => judgeEndings(endings(facts), (days) => days >= 0 && days < warningDays, asked),
  }),
  nodeCheck({
    id: 'cert.kubelet',
    when: 'member',
    title: "kubelet's certificate has expired",
    severity: 'problem',
    why: 'The API does not know the node any more.',
    advice: rejoin,
    runbook: 'kubelet renews it by itself when it runs. A node that was off for months cannot, and must join again.',
    source: 'kubeadm: kubelet client certificate rotation fails',
    entails: ['node.ready', 'pods.*', 'dns.coredns'],
    needs: () => ({ clientEnd }),
    judge: ({ facts }) => (facts.clientEnd !== undefined && facts.clientEnd < Date.now() ? {} : undefined),
  }),
  clusterCheck({
    id: 'node.other_cluster',
    title: 'It belongs to another cluster',
    severity: 'problem',
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
