const {
  lstatSync,
  mkdirSync,
  existsSync,
  readFileSync,
  realpathSync,
  renameSync,
  statSync,
  writeFileSync,
} = require('node:fs');
const { Module } = require('node:module');
const { homedir } = require('node:os');
const { dirname, isAbsolute, join } = require('node:path');
const { Script } = require('node:vm');
const { crc32 } = require('node:zlib');

const longRunSeconds = 5;

/**
 * Loads the built program with what V8 had compiled of it by the end of an earlier run of the same command. Node's own
 * compile cache has what is compiled before a module runs, which are few of its functions.
 */
module.exports = function loadProgram(file) {
  // The build makes it ASCII.
  const source = readFileSync(file, 'latin1');
  const folder = codeFolder();
  const kept = folder && join(folder, `${process.version}-${process.arch}-${commandIn(process.argv.slice(2))}`);
  const sum = crc32(source);
  const script = new Script(Module.wrap(source), { filename: file, cachedData: kept && codeIn(kept, sum) });
  process.once('exit', (code) => {
    const isKept = script.cachedDataRejected === false;
    // Of a long run V8 has dropped what was called at its start; a run with wrong words has called little.
    if (kept && !isKept && code !== 2 && process.uptime() < longRunSeconds) keep(kept, script.createCachedData(), sum);
  });
  const program = Object.assign(new Module(file), { filename: file, loaded: true });
  // oclif requires commands and hooks by the file's name.
  require.cache[file] = program;
  script.runInThisContext()(program.exports, Module.createRequire(file), program, file, dirname(file));
  return program.exports;
};

/** The first word. What only prints help calls little of its command. */
function commandIn(words) {
  const isHelp = words.some((word) => ['-h', '--help'].includes(word));
  return (!isHelp && /^[a-z]+$/.exec(words[0] ?? '')?.[0]) || 'help';
}

/**
 * The folder of what V8 compiled; undefined where there is none, which costs a tenth of a second. V8 runs what lies
 * there and does not ask whose it is, so nobody else may be able to write it.
 */
function codeFolder() {
  try {
    // As src/user-folders.ts has it: a relative path counts for nothing.
    const named = process.env.XDG_CACHE_HOME ?? '';
    const cache = isAbsolute(named) ? named : join(homedir(), '.cache');
    const make = (path) => existsSync(path) || mkdirSync(path, { mode: 0o700 });
    // One by one: below /proc Node's recursive mkdir never ends.
    make(cache);
    // Without links, which somebody could lead elsewhere later.
    const own = join(realpathSync(cache), 'microcloud');
    const ours = [own, join(own, 'code')];
    ours.forEach(make);
    return ours.every(isOnlyOurs) && around(own).every(isSafeAround) ? ours[1] : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a path is no link, belongs to this user, and cannot be written by others. Windows has no such numbers. */
function isOnlyOurs(path) {
  if (!process.getuid) return true;
  const { uid, mode } = lstatSync(path);
  return uid === process.getuid() && (mode & 0o022) === 0;
}

/** All folders around a path. */
function around(path) {
  const parent = dirname(path);
  return parent === path ? [] : [parent, ...around(parent)];
}

/**
 * Whether nobody but root and this user can put another folder into a folder, in the place of ours: after `isOnlyOurs` has
 * looked, too. In /tmp (sticky) others can only add. A group of one's own is no other user: umask 002.
 */
function isSafeAround(path) {
  if (!process.getuid) return true;
  const { uid, gid, mode } = statSync(path);
  if (uid !== 0 && uid !== process.getuid()) return false;
  const writers = gid === process.getgid() ? 0o002 : 0o022;
  return (mode & writers) === 0 || (mode & 0o1000) !== 0;
}

/**
 * The kept code, where it is of this source. V8 compares only lengths of sources, and trusts what it reads: it would crash
 * where a card has lost a bit. So the last four bytes are a sum of both.
 */
function codeIn(path, sourceSum) {
  try {
    const content = readFileSync(path);
    const code = content.subarray(0, -4);
    return crc32(code, sourceSum) === content.readUInt32LE(code.length) ? code : undefined;
  } catch {
    return undefined;
  }
}

function keep(path, code, sourceSum) {
  const sum = Buffer.alloc(4);
  sum.writeUInt32LE(crc32(code, sourceSum));
  try {
    writeFileSync(`${path}.${process.pid}`, Buffer.concat([code, sum]), { mode: 0o600 });
    renameSync(`${path}.${process.pid}`, path);
  } catch {
    // Without it the next run takes a little longer.
  }
}
