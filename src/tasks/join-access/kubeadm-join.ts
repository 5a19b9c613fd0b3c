import { createHash, X509Certificate } from 'node:crypto';
import { etcdctl } from '../../distributions/kubeadm-copy.ts';
import { textFact } from '../../facts/command.ts';
import { controlPlanesOf } from '../../inventory/node-roles.ts';
import type { Node } from '../../inventory/schema.ts';
import { type Script, sh } from '../../shell/sh.ts';
import { tokenDocuments } from '../../steps/create/kubeadm-documents.ts';
import type { JoinMeans } from './means.ts';

const caCertificate = textFact('cluster CA', sh`cat /etc/kubernetes/pki/ca.crt`);

/**
 * How nodes join by kubeadm. `grant` makes the run's token valid, offers the certificates to further control planes,
 * and removes what is left of earlier nodes with the same names.
 */
export const kubeadmJoin: JoinMeans = {
  grant({ node, nodes, secrets, ...scope }, names) {
    const controlPlanes = controlPlanesOf(nodes).filter(({ name }) => names.includes(name));
    const id = tokenId(secrets.joinToken.reveal());
    return sh`export KUBECONFIG=/etc/kubernetes/admin.conf
kubectl delete node --ignore-not-found --wait=false ${names}
( umask 077; printf %s ${tokenDocuments({ node, nodes, secrets, ...scope })} >/run/microcloud/token.yaml )
trap 'rm -f /run/microcloud/token.yaml' EXIT
kubectl -n kube-system get secret ${`bootstrap-token-${id}`} >/dev/null 2>&1 ||
  kubeadm token create --config /run/microcloud/token.yaml >/dev/null
${controlPlanes.length > 0 ? controlPlaneGrant(node.name, controlPlanes) : sh`:`}
${announced(id)}`;
  },
  asks: [caCertificate],
  reveal(answers) {
    const { publicKey } = new X509Certificate(answers.get(caCertificate));
    const der = publicKey.export({ type: 'spki', format: 'der' });
    return { caCertHash: `sha256:${createHash('sha256').update(der).digest('hex')}` };
  },
  revoke({ secrets }) {
    const token = `bootstrap-token-${tokenId(secrets.joinToken.reveal())}`;
    return sh`[ -e /etc/kubernetes/admin.conf ] || exit 0
export KUBECONFIG=/etc/kubernetes/admin.conf
${withoutCertificates([token])}`;
  },
};

/**
 * Deletes the certificates that control planes fetch, the token that kubeadm made as their owner, and these other
 * Secrets.
 */
function withoutCertificates(others: readonly string[] = []): Script {
  const owners = 'jsonpath={.metadata.ownerReferences[*].name}';
  return sh`keeper=$(kubectl -n kube-system get secret kubeadm-certs --ignore-not-found -o ${owners})
kubectl -n kube-system delete secret --ignore-not-found kubeadm-certs ${others} $keeper`;
}

// A control plane that was flashed anew has lost its data of etcd, so its old membership must go first. Certificates
// that were offered before, by this run or one that was killed, go too: kubeadm would leave their token behind.
function controlPlaneGrant(first: string, nodes: readonly Node[]): Script {
  const named = `, (${nodes.map(({ name }) => name).join('|')}), `;
  return sh`${withoutCertificates()}
kubeadm init phase upload-certs --upload-certs --config /run/microcloud/token.yaml >/dev/null
members=$(${etcdctl(first)} member list)
for id in $(printf '%s\n' "$members" | grep -E ${named} | cut -d , -f 1); do ${etcdctl(first)} member remove "$id"; done`;
}

// Waits up to 30 s until a controller has signed the ConfigMap cluster-info with the token. Nodes read it first; a node
// that comes too early asks again only after 5 s.
function announced(id: string): Script {
  const signature = `jsonpath={.data.jws-kubeconfig-${id}}`;
  return sh`tries=0
until [ -n "$(kubectl -n kube-public get configmap cluster-info -o ${signature})" ] || [ $tries -ge 60 ]; do
  tries=$((tries + 1))
  sleep 0.5
done`;
}

/** The half of a bootstrap token that is not secret. */
function tokenId(token: string): string {
  return token.slice(0, 6);
}
