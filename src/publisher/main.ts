import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { parseConfig } from './config.ts';

try {
  const { values } = parseArgs({
    options: {
      config: { type: 'string' },
      once: { type: 'boolean', default: false },
      'dry-run': { type: 'boolean', default: false },
      'unpublish-all': { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  });
  if (values.config === undefined) throw new Error('--config is missing.');
  parseConfig(readFileSync(values.config, 'utf8'));
} catch (error) {
  process.stderr.write(`<3>${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
