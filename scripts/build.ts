// Makes dist. The program, with the lab and all packages that it uses, becomes one file, whose compiled code Node
// caches. The page of `ui` is a folder. Each program for the nodes' own Node is a file: the publisher, the filter
// between Serf and Cloudy's programs, and the program for Cloudy's page of applications. The licences of their packages
// are in dist/NOTICES.txt, and in the files for nodes. Then writes oclif.manifest.json: with it a command loads only
// its own modules.
import { appendFileSync, copyFileSync, globSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Plugin } from '@oclif/core';
import { build, type Metafile } from 'esbuild';
import { clientApart, clientFile, clientPackage, clientShaken, usedOfClient } from './client-apart.ts';
import { discovered } from './discovered.ts';
import { manifests } from './manifests.ts';
import { type BundledPackage, bundledPackages, distinctPackages, noticesText, partsOf } from './notices.ts';
import { packageList } from './package-list.ts';
import { withoutNative } from './without-native.ts';

const root = join(import.meta.dirname, '..');
const dist = join(root, 'dist');
const fresh = `${dist}.part`;

rmSync(fresh, { recursive: true, force: true });
const {
  metafile,
  outputFiles: [program],
} = await build({
  absWorkingDir: root,
  stdin: { contents: entry(), resolveDir: root },
  write: false,
  metafile: true,
  minifyWhitespace: true,
  bundle: true,
  format: 'cjs',
  platform: 'node',
  target: 'node24',
  define: { 'import.meta.dirname': '__dirname' },
  logLevel: 'warning',
  plugins: [discovered(join(root, 'src')), manifests(root), withoutNative, clientApart],
});
if (!program) throw new Error('esbuild has written nothing');
mkdirSync(fresh);
// Text in ASCII loads faster, but esbuild leaves other letters in regular expressions.
const code = program.text.replace(/[^\0-\x7f]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
writeFileSync(join(fresh, 'microcloud.cjs'), code);
const page = await buildPage();
const client = await buildClient();
const parts = [metafile, page, client].flatMap(partsOf);
const packages = bundledPackages(root, parts);
writeFileSync(join(fresh, 'NOTICES.txt'), noticesText('microcloud', packages));
const forNodes = {
  publisher: 'publisher/main.ts',
  'cloudy-serf': 'publisher/cloudy-serf.ts',
  'cloudy-applications': 'publisher/cloudy-applications.ts',
};
const onNodes = await Promise.all(
  Object.entries(forNodes).map(([name, entryPoint]) => buildForNodes(name, entryPoint)),
);
mkdirSync(join(root, 'build'), { recursive: true });
writeFileSync(
  join(root, packageList),
  JSON.stringify(distinctPackages([packages, ...onNodes].flat()).map(({ text: _, ...one }) => one)),
);
rmSync(dist, { recursive: true, force: true });
renameSync(fresh, dist);

const plugin = new Plugin({ root, ignoreManifest: true, errorOnManifestCreate: true });
await plugin.load();
const manifest = join(root, 'oclif.manifest.json');
writeFileSync(`${manifest}.part`, JSON.stringify(plugin.manifest));
renameSync(`${manifest}.part`, manifest);

/** Builds the page that `ui` serves: one script, one style sheet, and two files as they are. */
async function buildPage(): Promise<Metafile> {
  const outdir = join(fresh, 'page');
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: { page: 'page/main.tsx' },
    outdir,
    metafile: true,
    minify: true,
    bundle: true,
    format: 'esm',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    // Browsers of 2024: older ones do not know light-dark() in style sheets.
    target: ['chrome123', 'firefox120', 'safari17.5'],
    logLevel: 'warning',
  });
  for (const file of ['index.html', 'icon.svg', 'page.css']) copyFileSync(join(root, 'page', file), join(outdir, file));
  return metafile;
}

/** Builds the client of Kubernetes' API as a separate file, which only `ui` loads. */
async function buildClient(): Promise<Metafile> {
  const { metafile } = await build({
    absWorkingDir: root,
    // Only these names are exported, so that the unused rest of the package is left out.
    stdin: { contents: `export { ${usedOfClient.join(', ')} } from '${clientPackage}';`, resolveDir: root },
    outfile: join(fresh, clientFile),
    metafile: true,
    minify: true,
    keepNames: true,
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node24',
    logLevel: 'warning',
    plugins: [clientShaken],
  });
  return metafile;
}

/** Builds a program that is copied to nodes. It contains the licences of its packages, which are returned. */
async function buildForNodes(name: string, entryPoint: string): Promise<readonly BundledPackage[]> {
  const outfile = join(fresh, `${name}.cjs`);
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: [entryPoint],
    outfile,
    metafile: true,
    bundle: true,
    platform: 'node',
    // Raspberry Pi OS bookworm has Node 18, trixie 20.
    target: 'node18',
    minifyWhitespace: true,
    legalComments: 'eof',
    logLevel: 'warning',
  });
  const packages = bundledPackages(root, partsOf(metafile));
  if (packages.length > 0) appendFileSync(outfile, `/*\n${noticesText(name, packages)}*/\n`);
  return packages;
}

/**
 * Writes the entry file, which bin/run.js starts and package.json names to oclif. A command is loaded when it is used.
 */
function entry(): string {
  const commands = globSync('**/*.ts', { cwd: join(root, 'src/commands') }).map((file) => {
    const id = file.replace(/\.ts$/, '').replaceAll('/', ':');
    return `get '${id}'() { return require('./src/commands/${file}').default; },`;
  });
  return `export { execute } from '@oclif/core';
export { default as commandNotFound } from './src/cli/command-not-found.ts';
export const commands = {${commands.sort().join('\n')}};`;
}
