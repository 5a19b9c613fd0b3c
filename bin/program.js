import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire, Module } from 'node:module';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { constants, Script } from 'node:vm';
import { crc32 } from 'node:zlib';

// Not in /tmp: others must not be able to lay code there.
const folder = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'microcloud', 'code');
const longRunSeconds = 5;
const keptDays = 90;

/**
 * Loads the built program, with what V8 compiled of it in earlier runs of the same command. Node's own compile cache
 * keeps what is compiled before a module runs, which are few of its functions: the others would be compiled in each run.
 */
export function loadProgram(file) {
  const source = readFileSync(file, 'utf8');
  // Its first line is the sum of the rest: V8 itself compares only lengths.
  const sum = source.slice(3, source.indexOf('\n'));
  const kept = join(folder, `${process.version}-${commandIn(process.argv.slice(2))}-${sum}`);
  const script = new Script(`(function (exports, require, module, __filename, __dirname) {${source}\n})`, {
    filename: file,
    cachedData: codeIn(kept),
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });
  process.once('exit', (code) => {
    const isKept = script.cachedDataRejected === false;
    // Of a long run V8 has dropped what was called at its start; one of bad input has called little.
    if (!isKept && code !== 2 && process.uptime() < longRunSeconds) keep(kept, script.createCachedData());
  });
  const require = createRequire(file);
  const module = Object.assign(new Module(file), { filename: file, loaded: true });
  // oclif requires commands and hooks by the file's name.
  require.cache[file] = module;
  script.runInThisContext()(module.exports, require, module, file, dirname(file));
  return module.exports;
}

/** The first word; help runs little of a command. */
function commandIn(args) {
  const isHelp = args.some((arg) => ['-h', '--help'].includes(arg));
  return (!isHelp && /^[a-z]+$/.exec(args[0] ?? '')?.[0]) || 'help';
}

// V8 trusts what it reads, and would crash where a card has lost a bit of it: the last four bytes are the sum.
function codeIn(path) {
  try {
    const content = readFileSync(path);
    const code = content.subarray(0, -4);
    return crc32(code) === content.readUInt32LE(code.length) ? code : undefined;
  } catch {
    return undefined;
  }
}

function keep(path, code) {
  const sum = Buffer.alloc(4);
  sum.writeUInt32LE(crc32(code));
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(`${path}.${process.pid}`, Buffer.concat([code, sum]), { mode: 0o600 });
    renameSync(`${path}.${process.pid}`, path);
    // Of versions that are gone, and of runs that ended while they wrote.
    for (const other of readdirSync(folder).map((name) => join(folder, name)))
      if (Date.now() - statSync(other).mtimeMs > keptDays * 86_400_000) rmSync(other);
  } catch {
    // Without it the next run takes a little longer.
  }
}
