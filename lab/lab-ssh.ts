import { setTimeout } from 'node:timers/promises';
import { execa } from 'execa';
import { UserError } from '../src/errors.ts';
import { currentAddress, findContainers } from './containers.ts';
import type { NodePlan } from './lab-plan.ts';
import { findLab } from './network.ts';
import { succeeds } from './run-program.ts';
import { filesOf, type LabFiles, labDirectory, loginUser } from './state.ts';

const patienceSeconds = 180;

export interface LabSshOptions {
  /** The lab. */
  readonly name: string;
  readonly node: string;
  /** Words of a command, as ssh takes them; none for a shell. */
  readonly command: readonly string[];
}

/** Logs in to a node with this process's terminal. Returns ssh's exit code. Throws a UserError. */
export async function labSsh({ name, node, command }: LabSshOptions): Promise<number> {
  const containers = await findContainers(name);
  const container = containers.find((candidate) => candidate.node === node);
  if (!container) {
    const others = containers.map((candidate) => candidate.node).join(', ');
    throw new UserError(`The lab ${name} has no node ${node}`, {
      hints: [others ? `Its nodes are ${others}` : 'microcloud lab up'],
      exitCode: 2,
    });
  }
  const address = await currentAddress(container.container);
  if (!address)
    throw new UserError(`${node} is ${container.state} and has no address`, { hints: ['microcloud lab up'] });
  const files = filesOf((await findLab(name))?.directory ?? labDirectory(name));
  // The host key is known by the node's name, whatever address the node has.
  const trust = { HostKeyAlias: node, UserKnownHostsFile: files.knownHosts, StrictHostKeyChecking: 'yes' };
  const args = [...sshArgs(files.key, trust), `${loginUser}@${address}`, ...command];
  const { exitCode } = await execa('ssh', args, { stdio: 'inherit', reject: false });
  return exitCode ?? 255;
}

/** Waits until a node lets its user in. Throws a UserError. */
export async function waitForSsh(node: NodePlan, address: string, files: LabFiles): Promise<void> {
  const deadline = Date.now() + patienceSeconds * 1000;
  // The host keys are not known yet: they come through Docker once the node is up (trust-nodes.ts).
  const trust = { UserKnownHostsFile: '/dev/null', StrictHostKeyChecking: 'no' };
  const args = ['-n', ...sshArgs(files.key, { ...trust, BatchMode: 'yes', ConnectTimeout: '20' })];
  while (!(await succeeds('ssh', [...args, `${loginUser}@${address}`, 'true']))) {
    if (Date.now() > deadline) {
      throw new UserError(`${node.name} does not answer SSH at ${address} after ${patienceSeconds} s`, {
        hints: [`docker logs ${node.container}`, `docker exec ${node.container} journalctl -b`],
      });
    }
    await setTimeout(50);
  }
}

function sshArgs(key: string, options: Readonly<Record<string, string>>): string[] {
  const all = { IdentitiesOnly: 'yes', GlobalKnownHostsFile: '/dev/null', LogLevel: 'ERROR', ...options };
  return ['-F', 'none', '-i', key, ...Object.entries(all).flatMap(([name, value]) => ['-o', `${name}=${value}`])];
}
