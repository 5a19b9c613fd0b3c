// Makes build/microcloud: one file with the built program and the Node that runs this script, for machines without
// Node. It is for this system and processor only. Its files stay inside the file: Node shows them to the program as a
// file system. https://nodejs.org/api/single-executable-applications.html
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const root = join(import.meta.dirname, '..');
const build = join(root, 'build');
/**
 * This file system of Node has no writev (seen with 26.10): a stream that writes several pieces at once, as a log does
 * before its file is open, would end the program.
 */
const writesOneByOne = "import { WriteStream } from 'node:fs';\nWriteStream.prototype._writev = null;\n";
const output = join(build, process.platform === 'win32' ? 'microcloud.exe' : 'microcloud');
const { files, version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

if (!existsSync(join(root, 'dist/microcloud.cjs'))) throw new Error('There is no dist. Try: npm run build');
mkdirSync(build, { recursive: true });
writeFileSync(join(build, 'main.mjs'), `${writesOneByOne}await import('./bin/run.js');\n`);
const configuration = {
  main: join(build, 'main.mjs'),
  mainFormat: 'module',
  executable: strippedNode(),
  output,
  disableExperimentalSEAWarning: true,
  useVfs: true,
  // The same options as in bin/run.js.
  execArgv: ['--min-semi-space-size=32'],
  execArgvExtension: 'none',
  assets: Object.fromEntries(packed().map((path) => [path, join(root, path)])),
};
writeFileSync(join(build, 'executable.json'), JSON.stringify(configuration));
execFileSync(process.execPath, ['--build-sea', join(build, 'executable.json')], {
  stdio: ['ignore', 'ignore', 'inherit'],
});
// macOS refuses a program with a wrong signature, so this makes an anonymous one.
if (process.platform === 'darwin') execFileSync('codesign', ['--sign', '-', '--force', output]);
writeFileSync(join(build, 'NOTICES.txt'), `${readFileSync(join(root, 'dist/NOTICES.txt'), 'utf8')}\n${nodeNotice()}`);
console.log(relative(process.cwd(), output));

/** Lists the files that npm would pack, from package.json. */
function packed(): readonly string[] {
  const entries = [...files, 'package.json'].flatMap((name) =>
    globSync([name, `${name}/**`], { cwd: root, withFileTypes: true }),
  );
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)));
  return [...new Set(paths.map((path) => path.replaceAll('\\', '/')))].sort();
}

/** Copies this Node without the names of its functions, which are a fifth of it, if the program `strip` is there. */
function strippedNode(): string {
  const stripped = join(build, 'node');
  if (process.platform !== 'linux' || spawnSync('strip', ['--version']).error) return process.execPath;
  copyFileSync(process.execPath, stripped);
  execFileSync('strip', ['--strip-all', stripped]);
  return stripped;
}

/**
 * Returns the licence of Node, which is in the file, too. If Node was installed without its licence, returns where to
 * read it.
 */
function nodeNotice(): string {
  const file = join(dirname(process.execPath), '../LICENSE');
  const text = existsSync(file)
    ? readFileSync(file, 'utf8')
    : `Its licence: https://github.com/nodejs/node/blob/${process.version}/LICENSE\n`;
  return `${'-'.repeat(80)}\n\nmicrocloud ${version} as one file contains Node.js ${process.version}.\n\n${text}`;
}
