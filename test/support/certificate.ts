import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const dateIn = (days: number) =>
  new Date(Date.now() + days * 86_400_000 + 3_600_000).toISOString().replace(/[-:T]|\.\d+/g, '');

/**
 * Makes a certificate that is valid for these days and an hour from now. With a negative number it has ended. With
 * `inDays` it begins only then.
 */
export function certificate(validDays: number, inDays?: number): string {
  const [start, end] = [inDays === undefined ? '20200101000000Z' : dateIn(inDays), dateIn(validDays)];
  const script = `openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=x -keyout key.pem -out csr.pem 2>/dev/null &&
    touch index && echo 01 >serial && printf '[ca]\\ndefault_ca=x\\n[x]\\ndatabase=index\\nserial=serial\\nnew_certs_dir=.\\ndefault_md=sha256\\npolicy=p\\nunique_subject=no\\n[p]\\ncommonName=supplied\\n' >ca.cnf &&
    openssl ca -config ca.cnf -selfsign -keyfile key.pem -in csr.pem -startdate ${start} -enddate ${end} -batch -notext 2>/dev/null`;
  return execFileSync('sh', ['-c', `cd $(mktemp -d) && ${script}`], { encoding: 'utf8' });
}

/** Makes a certificate with this subject: '/O=system:nodes/CN=system:node:pi-2'. */
export function certificateOf(subject: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'microcloud-'));
  const file = join(folder, 'certificate');
  const options = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', join(folder, 'key')];
  execFileSync('openssl', ['req', '-x509', ...options, '-out', file, '-days', '9', '-subj', subject], {
    stdio: 'ignore',
  });
  return readFileSync(file, 'utf8');
}
