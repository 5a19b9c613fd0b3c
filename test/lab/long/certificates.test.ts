import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { labDown } from '../../../lab/down.ts';
import type { RunningLab } from '../../../lab/up.ts';
import { freshLab, init, inside, microcloud, nothingToDo } from '../../support/cluster.ts';

const name = 'test-certificates';
let lab: RunningLab;
before(async () => {
  lab = await freshLab(name, 1);
  await init(lab);
});
after(() => labDown({ name }));

const pki = '/etc/kubernetes/pki';
const parts = ['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler'];

const here = (script: string) => inside(lab, 'pi-1', script);
const processes = async () => (await Promise.all(parts.map((part) => here(`pidof ${part}`)))).map((ids) => ids.trim());

/** Signs two certificates anew, as they are, for two days: one in a file, one in a kubeconfig. */
const endSoon = () =>
  here(`set -e
cd /run
sign() { openssl x509 -in "$1" -CA ${pki}/ca.crt -CAkey ${pki}/ca.key -CAcreateserial -days 2 -out "$2" 2>/dev/null; }
sign ${pki}/apiserver.crt new.crt && cat new.crt >${pki}/apiserver.crt
conf=/etc/kubernetes/scheduler.conf
sed -n 's/^ *client-certificate-data: //p' $conf | base64 -d >old.crt
sign old.crt new.crt
sed -i "s|^\\( *client-certificate-data: \\).*|\\1$(base64 -w 0 new.crt)|" $conf`);

const serials = async () => [
  await here(`openssl x509 -noout -serial -in ${pki}/apiserver.crt`),
  await here('openssl s_client -connect 127.0.0.1:6443 </dev/null 2>/dev/null | openssl x509 -noout -serial'),
];

/** All parts run anew, since their certificates were written, and what the API shows is what its file has. */
async function areInUse(before: readonly string[]): Promise<void> {
  const now = await processes();
  for (const [index, part] of parts.entries()) {
    assert.match(now[index] ?? '', /^\d+$/, part);
    assert.notEqual(now[index], before[index], part);
  }
  const [file, shown] = await serials();
  assert.equal(shown, file);
  const left = await here(`for f in ${pki}/apiserver.crt ${pki}/etcd/peer.crt; do
  openssl x509 -noout -checkend $((300 * 86400)) -in $f >/dev/null || echo $f
done`);
  assert.equal(left, '');
}

test('it says until when certificates are valid', async () => {
  const { stdout } = await microcloud(lab, ['status']);
  const [, text = ''] = /^Certificates are valid until (\S+)$/m.exec(stdout) ?? [];
  const days = (Date.parse(text) - Date.now()) / 86_400_000;
  assert.ok(days > 360 && days < 367, stdout);
});

test('it renews those that end soon, and what runs takes them', { timeout: 400_000 }, async () => {
  const before = await processes();
  await endSoon();
  const { stdout } = await microcloud(lab, ['init', '--dry-run']);
  assert.match(stdout, /Renew certificates, which end in 1 day/);
  const { stdout: found } = await microcloud(lab, ['doctor']);
  assert.match(found, /Certificates expire soon .*\[cert\.expiry\]/);
  await init(lab);
  await areInUse(before);
});

test('it has nothing to do afterwards', async () => {
  await nothingToDo(lab, ['pi-1']);
});

test('it renews them without anybody, by its timer', { timeout: 400_000 }, async () => {
  assert.match(
    await here('systemctl list-timers --all microcloud-certificates.timer'),
    /microcloud-certificates\.service/,
  );
  const before = await processes();
  await endSoon();
  await here('systemctl start microcloud-certificates.service');
  await areInUse(before);
  await nothingToDo(lab, ['pi-1']);
});

test('it notices what was renewed by hand and is not in use', { timeout: 400_000 }, async () => {
  await here('sleep 3; kubeadm certs renew scheduler.conf; systemctl restart kubelet');
  const before = await processes();
  const { stdout } = await microcloud(lab, ['init', '--dry-run']);
  assert.match(stdout, /Start kube-scheduler anew, with the new certificates/);
  await init(lab);
  const now = await processes();
  const changed = parts.filter((_, index) => now[index] !== before[index]);
  assert.deepEqual(changed, ['kube-scheduler']);
});
