#!/usr/bin/env node
// Runs the TypeScript sources as they are: Node strips their types, and keeps what it compiled.
import { readFile } from 'node:fs/promises';
import module from 'node:module';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

module.enableCompileCache(join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'microcloud', 'node'));
const { execute } = await import('@oclif/core');
const root = fileURLToPath(new URL('..', import.meta.url));
const pjson = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8'));
pjson.oclif.commands.target = './src/commands';
pjson.oclif.hooks = { command_not_found: './src/hooks/command-not-found.ts' };
await execute({ dir: import.meta.url, loadOptions: { root, pjson, enablePerf: false, ignoreManifest: true } });
