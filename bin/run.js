#!/usr/bin/env -S node --min-semi-space-size=32
// The flag above: the heap's nursery starts with 32 MB, so a short run collects no garbage, which took 30 ms of 600.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 24 || (major === 24 && minor < 15)) {
  const hint = 'Try: nvm install 24. Or, in a clone of the project, which has its own: npx microcloud';
  process.stderr.write(`microcloud needs Node 24.15 or later; this is ${process.version}.\n${hint}\n`);
  process.exit(2);
}
// A reader such as head may have seen enough; the command would wait for it in vain.
process.stdout.on('error', ({ code }) => {
  if (code === 'EPIPE') process.exit(0);
  const hint = code === 'ENOSPC' ? 'make room there, or send the output elsewhere' : 'send the output elsewhere';
  process.stderr.write(`The output cannot be written (${code}).\nTry: ${hint}\n`);
  process.exit(1);
});
// Said above already, and 15 ms faster.
process.env.OCLIF_DISABLE_ENGINE_WARNING = '1';
// Not imported: an older Node would stop at names that its modules do not have, before it can be told what is needed.
const require = process.getBuiltinModule('module').createRequire(import.meta.url);
const { execute } = require('./program.cjs')(require.resolve('../dist/microcloud.cjs'));
// oclif would run what it takes for plugins in the user's folder of data, which may be somebody else's.
await execute({ dir: import.meta.url, loadOptions: { userPlugins: false } });
