import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { debianMirror } from '../../lab/apt-sources.ts';
import type { OnProgress } from '../../lab/run-program.ts';
import { findGo } from './go-toolchain.ts';
import type { Architecture } from './oci-image.ts';
import type { Build } from './part.ts';
import { withPatched } from './patched-module.ts';

/** Where a part is built from and to. */
export interface Workplace {
  /** The part's directory in `recipes`. */
  readonly recipe: string;
  /** An empty directory, into which each program is written under its name. */
  readonly output: string;
  /** Where a Go toolchain is kept if the machine's own is too old. */
  readonly goDirectory: string;
  readonly architecture: Architecture;
  readonly onProgress?: OnProgress | undefined;
}

type Compilers = {
  readonly [K in Build['kind']]: (build: Extract<Build, { kind: K }>, at: Workplace) => Promise<void>;
};

const compilers: Compilers = { go: compileGo, c: compileC, debian: extractDebian };

/** Builds the programs of a part. Rejects with execa's error when a tool fails. */
export function compile(build: Build, at: Workplace): Promise<void> {
  const compiler = compilers[build.kind] as (build: Build, at: Workplace) => Promise<void>;
  return compiler(build, at);
}

async function compileGo(build: Extract<Build, { kind: 'go' }>, at: Workplace): Promise<void> {
  const go = await findGo({ ...at, directory: at.goDirectory });
  const flags = [
    '-s -w',
    ...Object.entries(build.variables ?? {}).map(([name, value]) => `-X ${name}=${value}`),
    ...(build.cgo ? ['-extldflags=-static'] : []),
  ];
  const recipe = build.patched ? await withPatched(build.patched, go, at) : at.recipe;
  const cwd = build.sources ? join(dirname(at.recipe), build.sources) : recipe;
  const modules = build.sources ? ['-modfile', join(at.recipe, 'go.mod')] : [];
  const common = ['build', '-trimpath', '-buildvcs=false', '-mod=readonly', ...modules];
  const output = ['-ldflags', flags.join(' '), '-o'];
  const env = {
    GOOS: 'linux',
    GOARCH: at.architecture,
    GOFLAGS: '',
    GOWORK: 'off',
    CGO_ENABLED: build.cgo ? '1' : '0',
    ...(go !== 'go' && { GOTOOLCHAIN: 'local', GOROOT: '' }),
  };
  const all = Object.entries(build.packages);
  // One `go build` for several programs compiles their common packages once, but names each program like its package.
  const alike = all.filter(([program, path]) => path.endsWith(`/${program}`)).map(([, path]) => path);
  if (alike.length > 0) await execa(go, [...common, ...output, `${at.output}/`, ...alike], { cwd, env });
  for (const [program, path] of all.filter(([, path]) => !alike.includes(path))) {
    await execa(go, [...common, ...output, join(at.output, program), path], { cwd, env });
  }
}

async function compileC(build: Extract<Build, { kind: 'c' }>, at: Workplace): Promise<void> {
  await execa('gcc', ['-Os', '-static', '-s', '-o', join(at.output, build.program), build.source], { cwd: at.recipe });
}

/** Unpacks Debian packages without installing them, so the result needs neither dpkg nor apt. */
async function extractDebian(build: Extract<Build, { kind: 'debian' }>, at: Workplace): Promise<void> {
  const root = join(at.output, 'root');
  const packages = `--include=${build.packages.join(',')}`;
  const options = ['--quiet', '--variant=extract', `--architectures=${at.architecture}`, packages];
  await execa('mmdebstrap', [...options, build.suite, root, debianMirror()]);
  await execa('sh', [join(at.recipe, 'strip.sh'), root]);
  const same = ['--sort=name', '--mtime=@0', '--owner=0', '--group=0', '--numeric-owner'];
  await execa('tar', ['--create', ...same, '--file', join(at.output, build.program), '--directory', root, '.']);
  await rm(root, { recursive: true });
}
