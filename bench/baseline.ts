import { mkdir, readFile, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { run } from '../lab/run-program.ts';
import { filesOf, prepareFiles } from '../lab/state.ts';
import { prepareBaseline } from './baseline-artifacts.ts';
import { baselineImage, baselineNetwork } from './baseline-nodes.ts';
import type { Measured } from './measure.ts';

const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'microcloud', 'bench');

/** The other tools to measure. Each has a virtual environment of its own. */
const tools = [
  { tool: 'ansible', requirement: 'ansible-core==2.19.14', variable: 'VENV_ANSIBLE' },
  { tool: 'pyinfra', requirement: 'pyinfra==3.10.0', variable: 'VENV_PYINFRA' },
] as const;

/** A line of the directory's results. */
interface Row {
  readonly rc: number;
  readonly wall: number;
  readonly busy_before: number;
  readonly busy_cores: number;
}

/**
 * Measures the same job by other tools, with the programs of a directory: `measure.py TOOL cold|noop RUNS [RTT_MS]`
 * measures one tool and appends a line of JSON for each run to $RESULTS (`wall` in seconds); `nodes.sh up|down` starts
 * three fresh nodes of $NODE_IMAGE, or removes them.
 */
export async function* baseline(directory: string, distances: readonly number[]): AsyncGenerator<Measured> {
  const files = filesOf(cache);
  await prepareFiles(files);
  const results = join(cache, 'results.jsonl');
  const env = {
    ...(await prepareBaseline(cache)),
    ...(await environments()),
    LAB_KEY: files.key,
    LAB_KUBECONFIG: join(cache, 'kubeconfig'),
    NODE_IMAGE: await baselineImage(await readFile(`${files.key}.pub`, 'utf8')),
    NODE_NET: await baselineNetwork(),
    RESULTS: results,
  };
  Object.assign(process.env, env);
  for (const { tool } of tools) {
    const jobs = [
      { kind: 'cold', runs: 1 },
      { kind: 'noop', runs: 3 },
      ...distances.map((rttMs) => ({ kind: 'noop', runs: 2, rttMs })),
    ];
    for (const { kind, runs, rttMs } of jobs as readonly { kind: string; runs: number; rttMs?: number }[]) {
      await rm(results, { force: true });
      const distance = rttMs === undefined ? [] : [String(rttMs)];
      await run(join(directory, 'measure.py'), [tool, kind, String(runs), ...distance]);
      yield* rowsOf(await readFile(results, 'utf8'), { tool, kind: kind === 'noop' ? 'no-op' : kind, rttMs });
    }
  }
  await run(join(directory, 'nodes.sh'), ['down']);
}

function* rowsOf(text: string, what: Pick<Measured, 'tool' | 'kind' | 'rttMs'>): Generator<Measured> {
  for (const line of text.trim().split('\n')) {
    const row: Row = JSON.parse(line);
    if (row.rc !== 0) throw new Error(`${what.tool} ${what.kind} ends with ${row.rc}; its log is in ${cache}`);
    const coreSeconds = row.busy_cores * row.wall;
    yield { ...what, seconds: row.wall, busyBefore: row.busy_before, coreSeconds };
  }
}

async function environments(): Promise<Readonly<Record<string, string>>> {
  await mkdir(cache, { recursive: true });
  const made = await Promise.all(
    tools.map(async ({ tool, requirement, variable }) => {
      const path = join(cache, tool);
      await run('python3', ['-m', 'venv', path]);
      await run(join(path, 'bin', 'pip'), ['install', '--quiet', requirement]);
      return [variable, path] as const;
    }),
  );
  return Object.fromEntries(made);
}
