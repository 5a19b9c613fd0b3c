#!/usr/bin/env node
// Runs the TypeScript sources as they are: Node strips their types.
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { execute } from '@oclif/core';

const root = fileURLToPath(new URL('..', import.meta.url));
const pjson = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8'));
pjson.oclif.commands = './src/commands';
pjson.oclif.hooks = { command_not_found: './src/cli/command-not-found.ts' };
await execute({
  dir: import.meta.url,
  loadOptions: { root, pjson, enablePerf: false, ignoreManifest: true, userPlugins: false },
});
