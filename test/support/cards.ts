import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { labUp, type RunningLab } from '../../lab/up.ts';

const docker = (...args: readonly string[]) => execFileSync('docker', args, { stdio: 'ignore' });
const container = (lab: RunningLab, node: string) => `microcloud-lab-${lab.name}-${node}`;

/** Makes the nodes as after flashing their cards anew. This computer does not know their new host keys. */
export async function flash(lab: RunningLab, ...nodes: readonly string[]): Promise<void> {
  for (const node of nodes) docker('rm', '-fv', container(lab, node));
  await labUp({ name: lab.name, nodes: lab.nodes.length, flavour: 'trixie', onProgress: () => {} });
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
