import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RunningLab } from '../../lab/up.ts';
import type { DoctorJson } from '../../src/screen/doctor-json.ts';
import { init, inside, microcloud } from './cluster.ts';
import type { Fault } from './faults/fault.ts';
import { twinFacts } from './faults/system.ts';

/**
 * Findings that depend on the machine that runs the tests: its disk, its memory, its load. Tests ignore them unless one
 * of them is the fault.
 */
export const surroundings = [
  ...['disk.full', 'disk.low', 'disk.inodes', 'disk.slow', 'etcd.slow', 'hw.memory_left'],
  ...['node.disk_pressure', 'node.memory_pressure', 'node.pid_pressure'],
];

const limitSeconds = 300;

/** Runs doctor, and returns what it finds. */
export async function examined(lab: RunningLab, ...args: readonly string[]): Promise<DoctorJson> {
  const { stdout, stderr } = await microcloud(lab, ['doctor', '--json', '--accept-new-host-keys', ...args]);
  if (!stdout.startsWith('{')) throw new Error(`doctor says:\n${stdout}\n${stderr}`);
  return JSON.parse(stdout);
}

/**
 * Looks again and again until doctor has exactly these findings, and returns the findings of the last look. The limit
 * only ends a test that fails: services need a while to start or stop, and on a busy machine nobody knows how long.
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

/** Cures a fault. Returns whether doctor itself has already seen that nothing is left. */
export async function cure(lab: RunningLab, { on = 'pi-2', cure: how }: Fault): Promise<boolean> {
  if (how === 'fix')
    return (await examined(lab, '--fix', '--yes', '--ignore', surroundings.join())).findings.length === 0;
  if (how === 'init') await init(lab);
  else await inside(lab, on, `PEER=${peerOf(lab, on)}\n${how.shell}`);
  return false;
}

/**
 * Returns the static address of the other one of two nodes. Static addresses of a lab end in 11, 12, …, those from DHCP
 * in 101, 102, …
 */
function peerOf({ nodes }: RunningLab, on: string): string {
  const peer = nodes.find(({ name }) => name === (on === 'pi-1' ? 'pi-2' : 'pi-1'));
  return peer?.address.replace(/\d+$/, (last) => String(Number(last) - 90)) ?? '';
}

/** Copies what identifies pi-1 to pi-2, for faults that use it there. */
export async function shareTwins(lab: RunningLab): Promise<void> {
  await inside(lab, 'pi-2', 'mkdir -p /run/test');
  for (const [name, path] of Object.entries(twinFacts)) {
    const text = (await inside(lab, 'pi-1', `cat ${path}`)).trim();
    await inside(lab, 'pi-2', `echo '${text}' >/run/test/${name}`);
  }
}
