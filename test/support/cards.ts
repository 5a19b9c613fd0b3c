import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { labUp, type RunningLab } from '../../lab/up.ts';

const docker = (...args: readonly string[]) => execFileSync('docker', args, { stdio: 'ignore' });
const container = (lab: RunningLab, node: string) => `microcloud-lab-${lab.name}-${node}`;

/** Takes nodes away, with all that is on their cards. */
export function takeAway(lab: RunningLab, ...nodes: readonly string[]): void {
  for (const node of nodes) docker('rm', '-fv', container(lab, node));
}

/** Puts fresh cards into the boards of these nodes. This computer still knows their old host keys. */
export async function changeCards(lab: RunningLab, ...nodes: readonly string[]): Promise<void> {
  takeAway(lab, ...nodes);
  await labUp({ name: lab.name, nodes: lab.nodes.length, flavour: 'trixie', onProgress: () => {} });
}

/**
 * Makes these nodes, and those that were taken away, as after flashing their cards anew. This computer forgets all host
 * keys.
 */
export async function flash(lab: RunningLab, ...nodes: readonly string[]): Promise<void> {
  await changeCards(lab, ...nodes);
  rmSync(join(lab.directory, 'home', '.ssh', 'known_hosts'), { force: true });
}

/** Cuts the power of a node: everything on it is killed. */
export function cutPower(lab: RunningLab, node: string): void {
  docker('kill', container(lab, node));
}

/** Gives a node its power again: it boots. */
export function givePower(lab: RunningLab, node: string): void {
  docker('start', container(lab, node));
}
