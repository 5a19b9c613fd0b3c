import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { ExecaError } from 'execa';
import type { OnProgress } from '../../lab/run-program.ts';
import { sha256 } from '../../src/artifacts/checksums.ts';
import { UserError } from '../../src/errors.ts';
import { addonParts } from './addon-parts.ts';
import { missingTools } from './build-tools.ts';
import { compile } from './compile.ts';
import { type Architecture, digestOf, imageOf, layerOf, registryFiles } from './oci-image.ts';
import type { ImageRecipe, Part } from './part.ts';
import { baseArchive, exampleParts, olderParts, parts, toolParts } from './parts.ts';
import { tarOfPrograms } from './program-tar.ts';
import { isUpToDate, publish, recipeHash } from './stamp.ts';

const recipes = join(import.meta.dirname, 'recipes');

/** Raise this number when this code makes something else of the same recipe. */
const edition = 1;

interface Options {
  /** The bundle to fill. It has the layout of the origins: `dl.k8s.io/release/…`, `registry.k8s.io/v2/…`. */
  readonly directory: string;
  /** Whether the Kubernetes of the minor version before is built, too: ten minutes more. */
  readonly older?: boolean;
  /** Whether addons are built, too: ten minutes more. */
  readonly addons?: boolean;
  /** Builds nothing of Kubernetes: `examples` only what pods of the examples run, `tools` only what tests run. */
  readonly only?: 'examples' | 'tools';
  readonly onProgress?: OnProgress;
}

/**
 * Builds what simulated nodes need beyond Debian's packages, for this machine's architecture, from package registries
 * alone: about ten minutes on two cores the first time, nothing when the recipes have not changed.
 * @throws UserError that names the tools to install, or the part that does not build and why
 */
export async function buildArtifacts(options: Options): Promise<void> {
  const architecture = machineArchitecture();
  const base = await recipeHash(edition, join(recipes, 'base'));
  for (const part of wantedParts(options, architecture)) {
    const { build: how } = part;
    const folders = [part.name, ...(how.kind === 'go' && how.sources ? [how.sources] : [])];
    const recipe = await recipeHash(
      [edition, base, architecture, part],
      ...folders.map((folder) => join(recipes, folder)),
    );
    if (await isUpToDate(options.directory, part.name, recipe)) continue;
    requireTools();
    options.onProgress?.(`Building ${part.name} from source (the first time about ${part.takes})`);
    const staging = join(options.directory, '.building', part.name);
    await rm(staging, { recursive: true, force: true });
    const files = await build(part, { ...options, staging, architecture }).catch((error: unknown) => {
      throw explained(part, error);
    });
    await publish(options.directory, part.name, { directory: join(staging, 'bundle'), files, recipe });
    await rm(dirname(staging), { recursive: true });
  }
}

const apart = { examples: exampleParts, tools: toolParts } as const;

function wantedParts({ older, addons, only }: Options, architecture: Architecture): readonly Part[] {
  if (only) return apart[only];
  return [...parts(architecture), ...(older ? olderParts(architecture) : []), ...(addons ? addonParts : [])];
}

interface Site extends Options {
  readonly staging: string;
  readonly architecture: Architecture;
}

/** Builds a part below the staging directory. Returns the paths of its files in the bundle. */
async function build(part: Part, site: Site): Promise<string[]> {
  const output = join(site.staging, 'programs');
  const bundle = join(site.staging, 'bundle');
  await mkdir(output, { recursive: true });
  await compile(part.build, {
    recipe: join(recipes, part.name),
    output,
    goDirectory: join(dirname(site.directory), 'go'),
    architecture: site.architecture,
    onProgress: site.onProgress,
  });
  const made: string[] = [];
  for (const [reference, recipe] of Object.entries(part.images ?? {})) {
    site.onProgress?.(`Packing ${reference}`);
    const files = await imageFiles(reference, recipe, { ...site, output });
    for (const [path, content] of Object.entries(files)) await writeBelow(bundle, path, content);
    made.push(...Object.keys(files));
  }
  for (const [path, program] of Object.entries(part.files ?? {})) {
    const checksum = digestOf(await readFile(join(output, program))).slice('sha256:'.length);
    await writeBelow(bundle, `${path}.sha256`, checksum);
    await rename(join(output, program), join(bundle, path));
    made.push(path, `${path}.sha256`);
  }
  for (const [path, programs] of Object.entries(part.archives ?? {})) {
    const files = Object.entries(programs).map(async ([to, program]) => [to, await readFile(join(output, program))]);
    const archive = gzipSync(await tarOfPrograms(Object.fromEntries(await Promise.all(files))));
    const sums = join(dirname(path), 'SHA256SUMS');
    await writeBelow(bundle, path, archive);
    await writeBelow(bundle, sums, `${sha256(archive)}  ${basename(path)}\n`);
    made.push(path, sums);
  }
  return made;
}

async function imageFiles(reference: string, recipe: ImageRecipe, site: Site & { readonly output: string }) {
  const programs: Record<string, Buffer> = {};
  for (const [path, program] of Object.entries(recipe.programs)) {
    programs[path] = await readFile(join(site.output, program));
  }
  const below = [
    ...(recipe.onBase ? [join(site.directory, baseArchive)] : []),
    ...(recipe.archive === undefined ? [] : [join(site.output, recipe.archive)]),
  ];
  const archives = await Promise.all(below.map((path) => readFile(path)));
  const layers = await Promise.all([...archives, await tarOfPrograms(programs)].map(layerOf));
  return registryFiles(reference, imageOf(layers, { architecture: site.architecture, entrypoint: recipe.entrypoint }));
}

async function writeBelow(directory: string, path: string, content: Buffer | string): Promise<void> {
  await mkdir(dirname(join(directory, path)), { recursive: true });
  await writeFile(join(directory, path), content);
}

/** Returns this machine's architecture. @throws UserError on a machine for which the lab cannot build */
function machineArchitecture(): Architecture {
  const architecture = ({ x64: 'amd64', arm64: 'arm64' } as const)[process.arch as string];
  if (architecture) return architecture;
  throw new UserError(`The lab runs on x86-64 and arm64 machines; this one is ${process.arch}.`);
}

function requireTools(): void {
  const missing = missingTools();
  if (missing.length === 0) return;
  throw new UserError(`Building the lab's artifacts takes tools that are not installed: ${missing.join(', ')}.`, {
    hints: [`sudo apt-get install --no-install-recommends ${missing.join(' ')}`],
  });
}

function explained(part: Part, error: unknown): unknown {
  if (!(error instanceof ExecaError)) return error;
  const said = String(error.stderr ?? '').trim() || error.shortMessage;
  return new UserError(`The lab's ${part.name} can not be built:\n${said.split('\n').slice(-8).join('\n')}`, {
    hints: ['Run the same command again: it goes on where it stopped', 'Set GOPROXY if this machine needs its own'],
    cause: error,
  });
}
