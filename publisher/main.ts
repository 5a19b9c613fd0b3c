import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type PublisherConfig, parseConfig } from './config.ts';
import { logToStderr } from './log.ts';
import { difference, once } from './once.ts';
import { differenceText, servicesText } from './printed-text.ts';
import { run } from './publishing-loop.ts';
import { unpublishAll } from './unpublish.ts';

interface Call {
  readonly config: PublisherConfig;
  readonly json: boolean;
}

const exitCode = { failed: 1, wrong: 2, full: 3 } as const;

const actions = {
  'dry-run': async ({ config, json }: Call) => {
    const changes = await difference(config);
    print(json ? (changes ?? null) : differenceText(changes));
  },
  once: async ({ config, json }: Call) => {
    const status = await once(config, logToStderr);
    print(json ? status : servicesText(status.services));
    if (status.services.some(({ state }) => state === 'refused')) process.exitCode = exitCode.full;
  },
  'unpublish-all': async ({ config, json }: Call) => {
    const changes = await unpublishAll(config);
    print(json ? (changes ?? null) : differenceText(changes));
  },
  run: async ({ config }: Call) => {
    const stop = new AbortController();
    for (const name of ['SIGTERM', 'SIGINT'] as const) process.once(name, () => stop.abort());
    await run(config, logToStderr, stop.signal);
  },
} as const;

const call = understand();
if (call) {
  actions[call.action](call).catch((error: Error) => {
    logToStderr('error', error.message);
    process.exitCode = exitCode.failed;
  });
}

function understand(): (Call & { readonly action: keyof typeof actions }) | undefined {
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
    const action = (['unpublish-all', 'dry-run', 'once'] as const).find((name) => values[name]) ?? 'run';
    return { action, config: parseConfig(readFileSync(values.config, 'utf8')), json: values.json };
  } catch (error) {
    logToStderr('error', (error as Error).message);
    process.exitCode = exitCode.wrong;
    return undefined;
  }
}

function print(what: unknown): void {
  process.stdout.write(`${typeof what === 'string' ? what : JSON.stringify(what)}\n`);
}
