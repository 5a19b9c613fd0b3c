import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import * as z from 'zod';
import { sha256 } from '../artifacts/checksums.ts';
import { parseSums } from '../artifacts/sum-list.ts';
import { filesIn } from '../artifacts/unpacked.ts';
import { distributionNames } from '../distributions/table.ts';
import { Version } from '../distributions/version.ts';
import { type Copy, copyFormat, type Description, type KnownNode } from './copy.ts';

/** Why a copy cannot be used, as the end of a sentence: "is cut: its end is missing". */
export class UnusableCopy extends Error {
  override readonly name = 'UnusableCopy';
}

/** Most bytes of an unpacked copy: etcd keeps at most 2 GiB by default. A larger archive would only fill the memory. */
const mostBytes = 3 * 2 ** 30;

// Names become words of shell commands: a name must not look like an option, or be more than one word.
const named = /^[a-z0-9][a-z0-9.-]*$/;
const name = z.string().regex(named);
const text = z.string().regex(/^[\w.:/[\]-]+$/);
const description: z.ZodType<Description> = z.object({
  format: z.literal(copyFormat),
  cluster: name,
  distribution: z.enum(distributionNames),
  podNetwork: text,
  serviceNetwork: text,
  endpoint: text,
  madeOn: name,
  nodes: z.array(z.object({ name, role: z.enum(['control-plane', 'worker']), address: text })),
});

/** Paths of the CA certificate, of kubeadm and of k3s: the first one that the copy has is used. */
const certificates = ['pki/ca.crt', 'server/tls/server-ca.crt'];
/** Files with the data, of etcd or of sqlite. */
const data = ['etcd.db', 'state.db'];

/**
 * Reads a copy, and checks that all of its parts are there and undamaged. A copy without encryption may come from
 * anybody, so nothing in it is trusted. `most` is how many bytes it may unpack to. Throws {@link UnusableCopy}.
 */
export async function readCopy(archive: Uint8Array, most = mostBytes): Promise<Copy> {
  const files = await unpack(archive, most);
  const part = (path: string) => {
    const content = files.get(path);
    if (content) return content;
    throw new UnusableCopy(`is no copy of a cluster: it has no ${path}`);
  };
  checkSums(files, part('SHA256SUMS').toString());
  const about = descriptionIn(part('about.json').toString());
  checkData(part(data.find((path) => files.has(path)) ?? 'etcd.db'));
  return {
    ...about,
    made: timeIn(part('made').toString()),
    version: versionIn(part('version.json').toString()),
    known: knownIn(part('nodes').toString()),
    called: (files.get('called') ?? '').toString().trim(),
    inventory: part('inventory.yaml').toString(),
    ca: part(certificates.find((path) => files.has(path)) ?? 'pki/ca.crt').toString(),
    sums: part('SHA256SUMS').toString(),
    parts: [...files].map(([path, { length }]) => ({ path, bytes: length })),
    archive: () => archive,
  };
}

async function unpack(archive: Uint8Array, maxOutputLength: number): Promise<ReadonlyMap<string, Buffer>> {
  const tar = await promisify(gunzip)(archive, { maxOutputLength }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ERR_BUFFER_TOO_LARGE') throw new UnusableCopy('is larger than any copy of a cluster');
    const isCut = error.code === 'Z_BUF_ERROR';
    throw new UnusableCopy(isCut ? 'is cut: its end is missing' : 'is no copy of a cluster, or it is damaged');
  });
  try {
    return new Map((await filesIn(tar)).map(({ path, content }) => [path.join('/'), content]));
  } catch (error) {
    throw new UnusableCopy(`is damaged: ${(error as Error).message}`);
  }
}

function checkSums(files: ReadonlyMap<string, Buffer>, list: string): void {
  const sums = parseSums(list);
  for (const [path, sum] of sums) {
    const content = files.get(path);
    if (!content || sha256(content) !== sum) throw new UnusableCopy(`is damaged: its ${path} is not as it was made`);
  }
  const stranger = [...files.keys()].find((path) => path !== 'SHA256SUMS' && !sums.has(path));
  if (stranger) throw new UnusableCopy(`is damaged: its SHA256SUMS does not name its ${stranger}`);
}

function descriptionIn(json: string): Description {
  const parsed = description.safeParse(jsonIn(json));
  if (parsed.success) return parsed.data;
  throw new UnusableCopy('was made by another version of microcloud, which writes copies in another way');
}

function timeIn(text: string): Date {
  const made = new Date(text.trim());
  if (Number.isNaN(made.getTime())) throw new UnusableCopy('is damaged: it does not say when it was made');
  return made;
}

function versionIn(json: string): Version {
  const said = z.object({ gitVersion: z.string() }).safeParse(jsonIn(json));
  const version = said.success ? Version.parse(said.data.gitVersion) : undefined;
  if (!version) throw new UnusableCopy('is damaged: it does not say which Kubernetes ran');
  return version;
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new UnusableCopy('is no copy of a cluster: what it says of itself cannot be read');
  }
}

/** Checks the data. A copy of etcd ends with the SHA-256 of its pages. Of sqlite only the first bytes are checked. */
function checkData(content: Buffer): void {
  if (content.toString('latin1', 0, 15) === 'SQLite format 3') return;
  const pages = content.subarray(0, -32);
  const isWhole =
    content.length % 512 === 32 && createHash('sha256').update(pages).digest().equals(content.subarray(-32));
  if (!isWhole) throw new UnusableCopy("is damaged: its data of etcd does not have etcd's own sum");
}

function knownIn(lines: string): readonly KnownNode[] {
  return lines
    .split('\n')
    .filter(Boolean)
    .map((line) => {
      const [name = '', version = '', podNetwork = ''] = line.split(' ');
      if (!named.test(name)) throw new UnusableCopy(`is damaged: no node is called "${name}"`);
      return { name, version, podNetwork };
    });
}
