import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RunningLab } from '../../lab/up.ts';
import type { DoctorJson } from '../../src/screen/doctor-json.ts';
import { init, inside, microcloud } from './cluster.ts';
import type { Fault } from './faults/fault.ts';
import { twinFacts } from './faults/system.ts';

/**
 * What simulated nodes have from the machine that runs the tests: its disk, its memory, its load. A test asks for these
 * findings only where one of them is the fault.
 */
export const surroundings = [
  ...['disk.full', 'disk.low', 'disk.inodes', 'disk.slow', 'etcd.slow', 'hw.memory_left'],
  ...['node.disk_pressure', 'node.memory_pressure', 'node.pid_pressure'],
];

const limitSeconds = 300;

/** What doctor finds. */
export async function examined(lab: RunningLab, ...args: readonly string[]): Promise<DoctorJson> {
  const { stdout, stderr } = await microcloud(lab, ['doctor', '--json', '--accept-new-host-keys', ...args]);
  if (!stdout.startsWith('{')) throw new Error(`doctor says:\n${stdout}\n${stderr}`);
  return JSON.parse(stdout);
}

/**
 * Looks again and again until these are the findings, and says what the last look saw. The limit is for what never comes:
 * services need a while to start or stop, and on a busy machine nobody knows how long.
 */
export async function settled(
  lab: RunningLab,
  ids: readonly string[],
  { args = [] }: { readonly args?: readonly string[] } = {},
): Promise<DoctorJson> {
  const deadline = Date.now() + limitSeconds * 1000;
  const ignored = surroundings.filter((id) => !ids.includes(id));
  for (;;) {
    const result = await examined(lab, '--ignore', ignored.join(), ...args);
    if ([...new Set(result.findings.map(({ id }) => id))].join() === ids.join()) return result;
    if (Date.now() > deadline) assert.deepEqual(result.findings, ids);
    await sleep(1000);
  }
}

export async function inject(lab: RunningLab, { on = 'pi-2', fault }: Fault): Promise<void> {
  await inside(lab, on, `PEER=${peerOf(lab, on)}\n${fault}`);
}

/** Says whether doctor itself has seen that nothing is left. */
export async function cure(lab: RunningLab, { on = 'pi-2', cure: how }: Fault): Promise<boolean> {
  if (how === 'fix')
    return (await examined(lab, '--fix', '--yes', '--ignore', surroundings.join())).findings.length === 0;
  if (how === 'init') await init(lab);
  else await inside(lab, on, `PEER=${peerOf(lab, on)}\n${how.shell}`);
  return false;
}

/** The static address of the other one of two nodes: those of a lab end in 11, 12, …, those from DHCP in 101, 102, … */
function peerOf({ nodes }: RunningLab, on: string): string {
  const peer = nodes.find(({ name }) => name === (on === 'pi-1' ? 'pi-2' : 'pi-1'));
  return peer?.address.replace(/\d+$/, (last) => String(Number(last) - 90)) ?? '';
}

/** Lays what identifies pi-1 where faults of pi-2 find it. */
export async function shareTwins(lab: RunningLab): Promise<void> {
  await inside(lab, 'pi-2', 'mkdir -p /run/test');
  for (const [name, path] of Object.entries(twinFacts)) {
    const text = (await inside(lab, 'pi-1', `cat ${path}`)).trim();
    await inside(lab, 'pi-2', `echo '${text}' >/run/test/${name}`);
  }
}
