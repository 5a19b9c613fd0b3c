import { X509Certificate } from 'node:crypto';
import { defineStep, type Scope } from '../../engine/model.ts';
import { calledApi } from '../../facts/called-api.ts';
import { fileFact } from '../../facts/file.ts';
import { ipv4Of } from '../../inventory/ipv4.ts';
import { isControlPlane } from '../../inventory/node-roles.ts';
import { certificateTimer } from '../../resources/timers.ts';
import { sh } from '../../shell/sh.ts';
import { writtenYaml } from '../../written-yaml.ts';
import { addonDocuments, settingDocuments } from '../create/kubeadm-documents.ts';
import { wantedApi } from './api-block.ts';

const folder = '/etc/kubernetes/pki';
/** On the file system of the certificates, so that new ones are put in their places by renaming. */
const fresh = '/etc/kubernetes/.microcloud-certificate';

/** A control plane's API is trusted at the address that control planes share, and by the name that nodes call it by. */
export default defineStep({
  id: 'net.shared_address',
  title: 'Certificate of the API',
  only: 'kubeadm',
  needs: ({ cluster, node }) => ({
    certificate: fileFact(`${folder}/apiserver.crt`),
    called: calledApi(cluster, node),
  }),
  *plan({ facts: { certificate, called }, ...scope }) {
    const { cluster, node, nodes } = scope;
    if (!isControlPlane(node) || !certificate.exists || called === '' || cluster.sharedAddress === undefined) return;
    const endpoint = wantedApi({ cluster, nodes, called });
    const names = [cluster.sharedAddress, endpoint.replace(/:\d+$/, '')];
    const missing = [...new Set(names.filter((name) => !isFor(certificate.content, name)))];
    if (missing.length === 0) return;
    yield {
      kind: 'change',
      about: 'certificate',
      summary: `Make a certificate of the API that holds for ${missing.join(' and ')}, too`,
      script: renew(scope, endpoint),
    };
  },
});

function isFor(certificate: string, name: string): boolean {
  const { subjectAltName = '' } = new X509Certificate(certificate);
  return subjectAltName.split(', ').includes(ipv4Of(name) ? `IP Address:${name}` : `DNS:${name}`);
}

// The key is put in its place first: after an interruption the certificate still does not hold for the name, so the
// next run goes on here.
function renew(scope: Scope, endpoint: string) {
  const [cluster, ...others] = settingDocuments(scope, endpoint);
  const documents = [addonDocuments(scope).init, { ...cluster, certificatesDir: fresh }, ...others];
  return sh`trap 'rm -rf ${fresh}' EXIT
rm -rf ${fresh}
mkdir -m 700 ${fresh}
cp -p ${folder}/ca.crt ${folder}/ca.key ${fresh}
printf %s ${documents.map((one) => writtenYaml(one)).join('---\n')} >${fresh}/kubeadm.yaml
kubeadm init phase certs apiserver --config ${fresh}/kubeadm.yaml
sync ${fresh}/apiserver.key ${fresh}/apiserver.crt
mv -f ${fresh}/apiserver.key ${folder}/apiserver.key
mv -f ${fresh}/apiserver.crt ${folder}/apiserver.crt
sh ${certificateTimer.script} 0`;
}
