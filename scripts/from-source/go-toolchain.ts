import { createHash } from 'node:crypto';
import { createWriteStream, existsSync } from 'node:fs';
import { chmod, glob, mkdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { execa } from 'execa';
import type { OnProgress } from '../../lab/run-program.ts';
import { UserError } from '../../src/errors.ts';
import type { Architecture } from './oci-image.ts';

/** The highest `go` line of the recipes. Debian's Go is older, and does not always fetch a newer one by itself. */
const needed = { major: 1, minor: 26 };

const release = 'go1.26.8';

/** SHA-256 of the module proxy's archives of that release. */
const archives: Readonly<Record<Architecture, string>> = {
  amd64: '30c2b1bf7dcc88d3eb0a1364e47ddd9128edb3110a30e8a0ef61cd5856b31de7',
  arm64: '02b36b6787b3ac767668f630e2998df45a3b1f9ffee08d1bf3ef6487cd658d99',
};

/**
 * Finds the `go` command to build with: the machine's own if it is new enough, else one from the Go module proxy, kept
 * in `directory`.
 * @throws UserError where Go cannot be fetched
 */
export async function findGo(options: {
  readonly directory: string;
  readonly architecture: Architecture;
  readonly onProgress?: OnProgress | undefined;
}): Promise<string> {
  if (isNewEnough(await goVariable('GOVERSION'))) return 'go';
  const root = join(options.directory, release);
  const go = join(root, 'bin', 'go');
  if (existsSync(go)) return go;
  options.onProgress?.(`Fetching Go (${release}), as this machine's is missing or too old`);
  await rm(`${root}.part`, { recursive: true, force: true });
  await mkdir(`${root}.part`, { recursive: true });
  await fetchToolchain(`${root}.part`, options.architecture);
  await rename(join(`${root}.part`, 'golang.org', moduleName(options.architecture)), root);
  await rm(`${root}.part`, { recursive: true });
  return go;
}

/** Tells whether a version, as `go env GOVERSION` prints it, is new enough for the recipes. */
export function isNewEnough(version: string | undefined): boolean {
  const [, major, minor] = /^go(\d+)\.(\d+)/.exec(version ?? '') ?? [];
  if (Number(major) !== needed.major) return Number(major) > needed.major;
  return Number(minor) >= needed.minor;
}

/** Returns the first server of a GOPROXY list. */
export function proxyIn(list: string | undefined): string {
  const server = list?.split(/[,|]/).find((entry) => entry.startsWith('http'));
  return server?.replace(/\/$/, '') ?? 'https://proxy.golang.org';
}

async function goVariable(name: string): Promise<string | undefined> {
  // In /, as a go.mod of the present directory may ask for another version.
  const { failed, stdout } = await execa('go', ['env', name], { cwd: '/', reject: false });
  return failed ? undefined : stdout;
}

function moduleName(architecture: Architecture): string {
  return `toolchain@v0.0.1-${release}.linux-${architecture}`;
}

/** https://go.dev/doc/toolchain#source */
async function fetchToolchain(directory: string, architecture: Architecture): Promise<void> {
  const proxy = proxyIn((await goVariable('GOPROXY')) ?? process.env.GOPROXY);
  const url = `${proxy}/golang.org/toolchain/@v/v0.0.1-${release}.linux-${architecture}.zip`;
  const zip = join(directory, 'go.zip');
  const checksum = await download(url, zip);
  if (checksum !== archives[architecture]) {
    throw new UserError(`${url} is not the file that it was: its sha256 is ${checksum}.`, {
      hints: ['Set GOPROXY to another Go module proxy', `Or install Go ${needed.major}.${needed.minor} or later`],
    });
  }
  await execa('unzip', ['-q', zip, '-d', directory]);
  // A module cannot contain other modules or executable files. The go command undoes both changes in this archive, and
  // so does this code.
  const root = join(directory, 'golang.org', moduleName(architecture));
  for await (const path of glob(`${root}/**/_go.mod`)) await rename(path, join(dirname(path), basename(path).slice(1)));
  for await (const path of glob(`${root}/{bin,pkg/tool/*}/*`)) await chmod(path, 0o755);
}

async function download(url: string, path: string): Promise<string> {
  const response = await fetch(url).catch((cause: unknown) => {
    throw unreachable(url, 'no answer', cause);
  });
  if (!response.ok || !response.body) throw unreachable(url, `HTTP ${response.status}`);
  const hash = createHash('sha256');
  const hashing = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      done(null, chunk);
    },
  });
  await pipeline(Readable.fromWeb(response.body), hashing, createWriteStream(path));
  return hash.digest('hex');
}

function unreachable(url: string, why: string, cause?: unknown): UserError {
  return new UserError(`Go can not be fetched from ${url}: ${why}.`, {
    hints: ['Set GOPROXY to a Go module proxy', `Or install Go ${needed.major}.${needed.minor} or later`],
    cause,
  });
}
