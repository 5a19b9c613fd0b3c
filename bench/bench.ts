// Measures the built program on three simulated nodes: `init` on fresh nodes and on a converged cluster, also with
// longer round trips. Beside it: a parallel `ssh NODE true`, which nothing can beat, and other tools where they are
// given.
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { labDown } from '../lab/down.ts';
import type { RunningLab } from '../lab/up.ts';
import { requireTools } from '../scripts/tools.ts';
import { UserError } from '../src/errors.ts';
import { errorText } from '../src/screen/error-text.ts';
import { execsOf, init, microcloud } from '../test/support/cluster.ts';
import { baseline } from './baseline.ts';
import { exec, freshNodes, preparedNodes, relayPort, reroute, sshSudoTrue, sshTrue } from './cluster.ts';
import { type Measured, measure } from './measure.ts';
import { publisherNumbers } from './publisher.ts';
import { startRelay } from './relay.ts';
import { resultsText } from './results.ts';

const { values } = parseArgs({
  options: {
    /** The file to which each run is appended as a line of JSON. */
    output: { type: 'string' },
    runs: { type: 'string', default: '5' },
    cold: { type: 'string', default: '1' },
    /** Whether to measure only the publisher, which takes no simulated nodes. */
    publisher: { type: 'boolean', default: false },
  },
});
const distances = [20, 100];
const program = join(import.meta.dirname, '../bin/run.js');
const all: Measured[] = [];

try {
  if (!values.publisher) {
    await bench();
    console.log(`\n${resultsText(all)}`);
  }
  await benchPublisher();
} catch (error) {
  console.error(`\n${errorText(error as Error)}`);
  process.exitCode = 1;
}

async function bench(): Promise<void> {
  await requireTools('lab');
  await repeat(runs(), { tool: 'microcloud', kind: '--version' }, () => exec(program, ['--version']));
  for (let run = 0; run < Number(values.cold); run++) {
    const isLast = run === Number(values.cold) - 1;
    const { fresh, moved } = await freshNodes();
    await repeat(1, { tool: 'microcloud', kind: 'cold, reboots and moves' }, () => init(fresh));
    if (isLast) await noOps(moved, ', static addresses');
    const { bare, whole } = await preparedNodes();
    await repeat(1, { tool: 'microcloud', kind: 'cold' }, () => init(bare));
    await repeat(1, { tool: 'microcloud', kind: 'Docker and Cloudy added' }, () => init(whole));
    if (isLast) await noOps(whole, '');
  }
  await labDown({ name: 'bench' });
  const directory = process.env.MICROCLOUD_BENCH_BASELINE;
  if (directory) for await (const one of baseline(directory, distances)) await keep(one);
}

async function benchPublisher(): Promise<void> {
  await requireTools('tests');
  for await (const one of publisherNumbers()) {
    console.log(
      `publisher on Node ${one.node}, 500 Services: ${one.residentKb} kB resident (${one.peakKb} at most), ` +
        `${one.eventToTagMs} ms from a Service to its tag (median)`,
    );
    if (values.output) await appendFile(values.output, `${JSON.stringify({ tool: 'publisher', ...one })}\n`);
  }
}

async function noOps(lab: RunningLab, how: string): Promise<void> {
  await noOpsAt(lab, undefined, how);
  for (const { name } of lab.nodes) console.log(`exec channels on ${name} in a no-op: ${await execsOf(lab, name)}`);
  for (const rttMs of distances) {
    const relays = await Promise.all(
      lab.nodes.map(({ address }, index) =>
        startRelay({ rttMs, port: relayPort(index), to: { host: address, port: 22 } }),
      ),
    );
    await reroute(lab, true);
    await noOpsAt(lab, rttMs, how);
    await reroute(lab, false);
    for (const relay of relays) relay.close();
  }
}

async function noOpsAt(lab: RunningLab, rttMs: number | undefined, how: string): Promise<void> {
  const far = rttMs !== undefined;
  await repeat(runs(), { tool: 'ssh', kind: 'true on all nodes', rttMs }, () => sshTrue(lab, far));
  await repeat(runs(), { tool: 'ssh', kind: 'sudo true on all nodes', rttMs }, () => sshSudoTrue(lab, far));
  await repeat(runs(), { tool: 'microcloud', kind: `no-op${how}`, rttMs }, async () => {
    const { nodes } = await init(lab);
    const changed = nodes.filter(({ changes }) => changes > 0);
    if (changed.length > 0) throw new UserError(`A no-op has changed ${changed.map(({ name }) => name).join(', ')}.`);
  });
  // doctor asks the same as a no-op and more. The goal is at most 1.5 times as long.
  await repeat(runs(), { tool: 'microcloud', kind: `doctor${how}`, rttMs }, async () => {
    const { code, stdout } = await microcloud(lab, ['doctor']);
    if (code !== 0) throw new UserError(`doctor finds something on nodes that are fine:\n${stdout}`);
  });
}

async function repeat(
  times: number,
  what: { readonly tool: string; readonly kind: string; readonly rttMs?: number | undefined },
  run: () => Promise<unknown>,
): Promise<void> {
  for (let count = 0; count < times; count++) await keep(await measure({ rttMs: undefined, ...what }, run));
}

async function keep(one: Measured): Promise<void> {
  all.push(one);
  console.log(JSON.stringify(one));
  if (values.output) await appendFile(values.output, `${JSON.stringify(one)}\n`);
}

function runs(): number {
  return Number(values.runs);
}
