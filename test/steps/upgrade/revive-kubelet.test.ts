import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, readlinkSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { template } from '../../../src/resources/template.ts';
import { temporary } from '../../support/temporary.ts';

const values = { files: '', parts: '', pausing: '/nowhere', handOver: '/nowhere', grace: '1', renew: 'renewed' };

/** A control plane with an authority of its own, and a certificate of kubelet that ends when it is said. */
async function controlPlane(t: TestContext, { ends }: { readonly ends: 'long ago' | 'in a year' }) {
  const root = await temporary(t);
  const at = (path: string) => join(root, path);
  for (const folder of ['etc/kubernetes/pki', 'var/lib/kubelet/pki', 'bin', 'made'])
    mkdirSync(at(folder), { recursive: true });
  const end = ends === 'long ago' ? '20210101000000Z' : '20990101000000Z';
  const script = `
openssl req -x509 -newkey rsa:2048 -nodes -keyout etc/kubernetes/pki/ca.key -out etc/kubernetes/pki/ca.crt -days 3650 -subj /CN=kubernetes
openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout made/key -out made/request -subj /O=system:nodes/CN=system:node:pi-1
printf '[ca]\\ndefault_ca=x\\n[x]\\ndatabase=made/index\\nserial=made/serial\\nnew_certs_dir=made\\ndefault_md=sha256\\npolicy=p\\n[p]\\norganizationName=supplied\\ncommonName=supplied\\n' >made/ca.cnf
touch made/index
echo 07 >made/serial
openssl ca -config made/ca.cnf -cert etc/kubernetes/pki/ca.crt -keyfile etc/kubernetes/pki/ca.key -in made/request -startdate 20200101000000Z -enddate ${end} -batch -notext -out made/certificate
cat made/certificate made/key >var/lib/kubelet/pki/kubelet-client-2020.pem`;
  execFileSync('sh', ['-ec', script], { cwd: root, stdio: 'ignore' });
  symlinkSync('kubelet-client-2020.pem', at('var/lib/kubelet/pki/kubelet-client-current.pem'));
  writeFileSync(at('bin/systemctl'), `#!/bin/sh\necho "$*" >>${at('called')}\n`);
  chmodSync(at('bin/systemctl'), 0o755);
  writeFileSync(at('bin/renewed'), `#!/bin/sh\necho renewed >>${at('called')}\n`);
  chmodSync(at('bin/renewed'), 0o755);
  writeFileSync(at('called'), '');
  const program = template('renew-certificates.sh', values)
    .replaceAll('/var/lib/kubelet', at('var/lib/kubelet'))
    .replaceAll('/etc/kubernetes/pki', at('etc/kubernetes/pki'));
  const renew = (...more: readonly string[]) =>
    execFileSync('sh', ['-c', program, 'renew', '45', ...more], { env: { PATH: `${at('bin')}:${process.env.PATH}` } });
  return { at, renew, called: () => readFileSync(at('called'), 'utf8') };
}

describe('the script that renews certificates', () => {
  // kubernetes/website#42944, kubernetes/kubernetes#84252: a cluster that was off for a year.
  it('gives kubelet of a control plane a certificate when its own one has ended', async (t) => {
    const { at, renew, called } = await controlPlane(t, { ends: 'long ago' });
    const current = at('var/lib/kubelet/pki/kubelet-client-current.pem');
    const before = readFileSync(current, 'utf8');
    renew();
    const pem = readFileSync(current, 'utf8');
    const certificate = new X509Certificate(pem);
    assert.notEqual(pem, before);
    assert.equal(certificate.subject, new X509Certificate(before).subject);
    assert.ok(certificate.verify(new X509Certificate(readFileSync(at('etc/kubernetes/pki/ca.crt'))).publicKey));
    assert.ok(certificate.validToDate.getTime() > Date.now() + 300 * 86_400_000);
    assert.deepEqual(certificate.keyUsage, ['1.3.6.1.5.5.7.3.2']);
    execFileSync('openssl', ['verify', '-purpose', 'sslclient', '-CAfile', at('etc/kubernetes/pki/ca.crt'), current]);
    const keyOf = (file: string) => execFileSync('openssl', ['pkey', '-in', file, '-pubout'], { encoding: 'utf8' });
    assert.equal(keyOf(current), keyOf(at('made/key')));
    assert.match(readlinkSync(current), /^kubelet-client-\d{4}-.*\.pem$/);
    assert.equal(statSync(current).mode & 0o77, 0);
    assert.equal(called(), 'restart kubelet\n');
    renew();
    assert.equal(readFileSync(current, 'utf8'), pem);
    assert.equal(called(), 'restart kubelet\n');
  });

  it('signs it again, whenever it ends, where somebody says so', async (t) => {
    const { at, renew, called } = await controlPlane(t, { ends: 'in a year' });
    renew('anew');
    assert.match(readlinkSync(at('var/lib/kubelet/pki/kubelet-client-current.pem')), /^kubelet-client-\d{4}-.*\.pem$/);
    assert.equal(called(), 'renewed\nrestart kubelet\n');
  });

  it('leaves alone what kubelet renews by itself', async (t) => {
    const { at, renew, called } = await controlPlane(t, { ends: 'in a year' });
    renew();
    assert.equal(readlinkSync(at('var/lib/kubelet/pki/kubelet-client-current.pem')), 'kubelet-client-2020.pem');
    assert.equal(called(), '');
  });
});
