import { createHash } from 'node:crypto';
import { globSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import { execa } from 'execa';
import { UserError } from '../src/errors.ts';
import { packageRoot } from '../src/package-root.ts';
import { type AptSetup, aptSetup } from './apt-sources.ts';
import { commonPackages, type Flavour, type FlavourName, flavours } from './flavours.ts';
import { labels } from './lab-plan.ts';
import { withLock } from './lock.ts';
import { linesOf, type OnProgress, run, succeeds } from './run-program.ts';

const repository = 'microcloud-node';
const recipes = join(packageRoot, 'lab/nodes/');

/** Builds the image of a flavour, unless there is one of the same recipe, and returns its name. Throws a UserError. */
export async function nodeImage(name: FlavourName, onProgress: OnProgress): Promise<string> {
  const flavour: Flavour = flavours[name];
  const apt = await aptSetup(flavour.suite);
  const tag = `${name}-${await recipeHash(flavour, apt)}`;
  const image = `${repository}:${tag}`;
  return withLock(`image-${name}`, async () => {
    if (await succeeds('docker', ['image', 'inspect', image])) return image;
    onProgress(`Building the image of ${name} nodes from Debian packages (once, about a minute)`);
    await buildImage(image, flavour, apt);
    await removeOlder(name, tag);
    return image;
  });
}

/** Computes a hash that changes whenever the image would change. */
async function recipeHash(flavour: Flavour, apt: AptSetup): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify([flavour, commonPackages, apt]));
  for (const path of recipeFiles(flavour)) {
    hash.update(`${path}\0`).update(await readFile(join(recipes, path)));
  }
  return hash.digest('hex').slice(0, 12);
}

function recipeFiles(flavour: Flavour): string[] {
  const patterns = ['entry', 'setup', ...flavour.files.map((directory) => `files/${directory}/**`)];
  const entries = globSync(patterns, { cwd: recipes, withFileTypes: true }).filter((entry) => entry.isFile());
  return entries.map((entry) => relative(recipes, join(entry.parentPath, entry.name))).sort();
}

async function buildImage(image: string, flavour: Flavour, apt: AptSetup): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'microcloud-image-'));
  try {
    const root = join(directory, 'root.tar');
    const copy = await copyRecipe(flavour, directory);
    const overlays = await Promise.all(flavour.files.map((name) => overlay(directory, join(copy, 'files', name))));
    await run('tar', ['-cf', join(directory, 'entry.tar'), ...asRoot, '--transform=s,^,lab/,', '-C', copy, 'entry']);
    await writeFile(join(directory, 'apt.conf'), apt.options.map((line) => `${line}\n`).join(''));
    // setsid: when mmdebstrap fails, it signals its whole process group.
    await execa('setsid', ['--wait', 'mmdebstrap', ...mmdebstrapArgs(flavour, directory, overlays), root, '-'], {
      input: apt.sources,
      env: { SETUP: join(copy, 'setup') },
    });
    const settings = ['ENTRYPOINT ["/lab/entry"]', `LABEL ${labels.image}=yes`];
    await run('docker', ['import', ...settings.flatMap((setting) => ['--change', setting]), root, image]);
  } catch (cause) {
    throw new UserError(`The image ${image} can't be built: ${firstError(cause)}`, {
      hints: ['apt-get update (nodes take their packages from where this machine does)'],
      cause,
    });
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/**
 * Copies the recipes of a flavour to a folder that other programs can read, and returns that folder. The recipes may be
 * inside the program's single executable file, which keeps no modes.
 */
async function copyRecipe(flavour: Flavour, directory: string): Promise<string> {
  const copy = join(directory, 'nodes');
  for (const path of recipeFiles(flavour)) {
    const content = await readFile(join(recipes, path));
    await mkdir(dirname(join(copy, path)), { recursive: true });
    await writeFile(join(copy, path), content, { mode: content.toString('latin1', 0, 2) === '#!' ? 0o755 : 0o644 });
  }
  return copy;
}

function mmdebstrapArgs(flavour: Flavour, directory: string, overlays: readonly string[]): string[] {
  return [
    '--variant=minbase',
    '--format=tar',
    `--include=${[...commonPackages, ...flavour.packages].join(',')}`,
    `--aptopt=${join(directory, 'apt.conf')}`,
    ...['man', 'doc', 'locale'].map((name) => `--dpkgopt=path-exclude=/usr/share/${name}/*`),
    ...[...overlays, join(directory, 'entry.tar')].map((path) => `--customize-hook=tar-in ${path} /`),
    '--customize-hook=chroot "$1" sh -s < "$SETUP"',
    flavour.suite,
  ];
}

// The image must not depend on who owns the sources, or on that user's umask.
const asRoot = ['--owner=0', '--group=0', '--mode=u+rwX,go+rX,go-w'];

/** Packs the files of a directory, but not the directories: those in the image have modes of their own. */
async function overlay(directory: string, source: string): Promise<string> {
  const path = join(directory, `${basename(source)}.tar`);
  const files = (await linesOf('find', [source, '-type', 'f', '-printf', '%P\\n'])).sort();
  await execa('tar', ['-cf', path, ...asRoot, '-C', source, '-T', '-'], { input: files.join('\n') });
  return path;
}

/** Removes images of earlier recipes, unless a node still runs on them. */
async function removeOlder(name: FlavourName, tag: string): Promise<void> {
  const tags = await linesOf('docker', ['image', 'ls', repository, '--format', '{{.Tag}}']);
  const older = tags.filter((other) => other !== tag && other.startsWith(`${name}-`));
  await Promise.all(older.map((other) => succeeds('docker', ['image', 'rm', `${repository}:${other}`])));
  await succeeds('docker', ['image', 'prune', '--force', '--filter', `label=${labels.image}`]);
}

function firstError(cause: unknown): string {
  const text = cause instanceof Error && 'stderr' in cause ? String(cause.stderr) : String(cause);
  const lines = text.trim().split('\n');
  return lines.find((line) => line.startsWith('E: ')) ?? lines.at(-1) ?? 'no reason given';
}
