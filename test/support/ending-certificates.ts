import assert from 'node:assert/strict';
import type { RunningLab } from '../../lab/up.ts';
import { inside } from './cluster.ts';

const pki = '/etc/kubernetes/pki';
/** The parts of a control plane, each of which presents certificates. */
export const controlPlaneParts = ['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler'];

/** Signs two certificates of a control plane again, valid for two days: one in a file, one in a kubeconfig. */
export const endSoon = (lab: RunningLab, node: string) =>
  inside(
    lab,
    node,
    `set -e
cd /run
sign() { openssl x509 -in "$1" -CA ${pki}/ca.crt -CAkey ${pki}/ca.key -CAcreateserial -days 2 -out "$2" 2>/dev/null; }
sign ${pki}/apiserver.crt new.crt && cat new.crt >${pki}/apiserver.crt
conf=/etc/kubernetes/scheduler.conf
sed -n 's/^ *client-certificate-data: //p' $conf | base64 -d >old.crt
sign old.crt new.crt
sed -i "s|^\\( *client-certificate-data: \\).*|\\1$(base64 -w 0 new.crt)|" $conf`,
  );

/** Lists the processes of a control plane's parts. */
export const processesOf = (lab: RunningLab, node: string) =>
  Promise.all(controlPlaneParts.map(async (part) => (await inside(lab, node, `pidof ${part}`)).trim()));

/**
 * Checks that all parts were restarted after their certificates were written, and that the API shows the certificate of
 * its file.
 */
export async function areInUse(lab: RunningLab, node: string, before: readonly string[]): Promise<void> {
  const now = await processesOf(lab, node);
  for (const [index, part] of controlPlaneParts.entries()) {
    assert.match(now[index] ?? '', /^\d+$/, part);
    assert.notEqual(now[index], before[index], `${part} on ${node}`);
  }
  const serial = (source: string) => inside(lab, node, `${source} | openssl x509 -noout -serial`);
  const shown = await serial('openssl s_client -connect 127.0.0.1:6443 </dev/null 2>/dev/null');
  assert.equal(shown, await serial(`cat ${pki}/apiserver.crt`));
  const ending = `for f in ${pki}/apiserver.crt ${pki}/etcd/peer.crt; do
  openssl x509 -noout -checkend $((300 * 86400)) -in $f >/dev/null || echo $f
done`;
  assert.equal(await inside(lab, node, ending), '');
}
