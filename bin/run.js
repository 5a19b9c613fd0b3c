#!/usr/bin/env node
import { enableCompileCache } from 'node:module';
import { homedir } from 'node:os';
import { join } from 'node:path';

// Not in /tmp, where Node would keep it: others must not be able to lay code there.
enableCompileCache(join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'microcloud', 'node'));
const { execute } = await import('@oclif/core');
await execute({ dir: import.meta.url });
