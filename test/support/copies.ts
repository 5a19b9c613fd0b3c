import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { tar } from '../../src/artifacts/tar.ts';
import { copyFolder, type Description } from '../../src/backup/copy.ts';
import { sh } from '../../src/shell/sh.ts';

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest();

/** Makes data like etcd's: pages, and their SHA-256 after them. */
export const etcdData = (pages = 2): Buffer => {
  const content = Buffer.alloc(512 * pages, 'etcd');
  return Buffer.concat([content, sha256(content)]);
};

const aboutHome: Description = {
  format: 1,
  cluster: 'home',
  distribution: 'kubeadm',
  podNetwork: '10.244.0.0/16',
  serviceNetwork: '10.96.0.0/12',
  endpoint: '192.168.0.201:6443',
  madeOn: 'pi-1',
  nodes: [
    { name: 'pi-1', role: 'control-plane', address: '192.168.0.201' },
    { name: 'pi-2', role: 'worker', address: '192.168.0.202' },
    { name: 'pi-3', role: 'worker', address: '192.168.0.203' },
  ],
};

const keys = ['ca.crt', 'ca.key', 'front-proxy-ca.crt', 'front-proxy-ca.key', 'etcd/ca.crt', 'etcd/ca.key', 'sa.key'];

/** Makes the parts of a copy of the test cluster, without SHA256SUMS. */
export const partsOfCopy = (about: Partial<Description> = {}): Readonly<Record<string, string | Buffer>> => ({
  'about.json': JSON.stringify({ ...aboutHome, ...about }),
  'inventory.yaml': 'cluster: {name: home}\n',
  made: '2026-11-29T09:45:12Z\n',
  'version.json': JSON.stringify({ gitVersion: 'v1.35.4' }),
  nodes: [1, 2, 3].map((index) => `pi-${index} v1.35.4 10.244.${index - 1}.0/24\n`).join(''),
  'etcd.db': etcdData(),
  ...Object.fromEntries([...keys, 'sa.pub'].map((name) => [`pki/${name}`, `this is ${name}\n`])),
});

/** Packs a copy as a control plane does. `sums` may contradict the parts. */
export async function packCopy(
  parts: Readonly<Record<string, string | Buffer>>,
  sums: Readonly<Record<string, string | undefined>> = {},
): Promise<Buffer> {
  const files = Object.entries(parts).map(([path, text]) => ({ path, content: Buffer.from(text) }));
  const list = files
    .map(({ path, content }) => [path, path in sums ? sums[path] : sha256(content).toString('hex')])
    .flatMap(([path, sum]) => (sum === undefined ? [] : [`${sum}  ${path}\n`]))
    .join('');
  const chunks: Uint8Array[] = [];
  const all = [...files, { path: 'SHA256SUMS', content: Buffer.from(list) }];
  const entries = all.map(({ path, content }) => ({ path: `${copyFolder}/${path}`, bytes: content.length, content }));
  for await (const chunk of tar(entries)) chunks.push(chunk);
  return gzipSync(Buffer.concat(chunks));
}

/** Makes a fake kubectl that answers the questions of a copy, and writes etcd's data where etcdctl should. */
export const copyingKubectl = (data = etcdData()): string => {
  const escaped = [...data].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('');
  return sh`case $* in
  *'snapshot save'*) umask 077; for path; do :; done; printf ${escaped} >"$path"; echo saved ;;
  *'get --raw /version'*) echo '{"gitVersion": "v1.35.4"}' ;;
  *'get nodes'*) printf 'pi-1 v1.35.4 10.244.0.0/24\n' ;;
  *) exit 1 ;;
esac`.wire;
};
