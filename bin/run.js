#!/usr/bin/env -S node --min-semi-space-size=32
// The flag above: the heap's nursery starts with 32 MB, so a short run collects no garbage, which took 30 ms of 600.
import { join } from 'node:path';

if (Number.parseInt(process.versions.node, 10) < 24) {
  const hint = 'Try: nvm install 24. Or, in a clone of the project, which has its own: npx microcloud';
  process.stderr.write(`microcloud needs Node 24 or later; this is ${process.version}.\n${hint}\n`);
  process.exit(2);
}
// A reader such as head may have seen enough; the command would wait for it in vain.
process.stdout.on('error', ({ code }) => process.exit(code === 'EPIPE' ? 0 : 1));
// Said above already, and 15 ms faster.
process.env.OCLIF_DISABLE_ENGINE_WARNING = '1';
const { loadProgram } = await import('./program.js');
const { execute } = loadProgram(join(import.meta.dirname, '../dist/microcloud.cjs'));
await execute({ dir: import.meta.url });
