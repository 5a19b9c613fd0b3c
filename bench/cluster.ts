import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { filesOf, passwordIn } from '../lab/state.ts';
import type { RunningLab } from '../lab/up.ts';
import { loadInventory } from '../src/inventory/load.ts';
import type { InventoryFile } from '../src/inventory/schema.ts';
import { freshLab, inside, logSessions, until, withInventory } from '../test/support/cluster.ts';

export const exec = promisify(execFile);

/**
 * Starts fresh nodes on which `init` has everything to do, with a reboot and a change of address. `moved` has the nodes
 * at their addresses afterwards.
 */
export async function freshNodes(): Promise<{ readonly fresh: RunningLab; readonly moved: RunningLab }> {
  const fresh = await freshLab('bench');
  await Promise.all(fresh.nodes.map(({ name }) => logSessions(fresh, name)));
  return { fresh, moved: await atStaticAddresses(fresh) };
}

/** One lab with two inventories. */
interface Prepared {
  /** The job that other tools do, too: only Kubernetes. */
  readonly bare: RunningLab;
  /** With Docker and Cloudy. */
  readonly whole: RunningLab;
}

/** Starts fresh nodes that boot with the memory cgroup and keep their address. */
export async function preparedNodes(): Promise<Prepared> {
  const lab = await freshLab('bench');
  await Promise.all(lab.nodes.map(({ name }) => bootWithMemoryCgroup(lab, name)));
  await until(() => sshTrue(lab));
  const inventory = (name: string, change: Partial<InventoryFile['nodes'][number]>) =>
    withInventory(lab, name, (file) => ({
      ...file,
      nodes: file.nodes.map(({ staticAddress: _, ...node }) => ({ ...node, ...change })),
    }));
  return {
    bare: await inventory('bare', { docker: false, cloudy: false }),
    whole: await inventory('whole', {}),
  };
}

async function atStaticAddresses(lab: RunningLab): Promise<RunningLab> {
  const { nodes } = await loadInventory(lab.inventory, { env: process.env });
  const addressOf = (name: string) => nodes.find((node) => node.name === name)?.staticAddress;
  return { ...lab, nodes: lab.nodes.map((node) => ({ ...node, address: addressOf(node.name) ?? node.address })) };
}

async function bootWithMemoryCgroup(lab: RunningLab, node: string): Promise<void> {
  await logSessions(lab, node);
  await inside(lab, node, "sed -i '1s/$/ cgroup_enable=memory/' /boot/firmware/cmdline.txt");
  await exec('docker', ['restart', `microcloud-lab-${lab.name}-${node}`]);
}

/** Returns the port on which a node's relay listens. */
export function relayPort(index: number): number {
  return 22011 + index;
}

/** Lets ssh_config(5) lead each node's address to its relay, or straight to the node again. */
export async function reroute(lab: RunningLab, throughRelay: boolean): Promise<void> {
  const folder = join(lab.directory, 'home', '.ssh');
  const hosts = lab.nodes.map(
    ({ address }, index) => `Host ${address}\n  HostName 127.0.0.1\n  Port ${relayPort(index)}\n`,
  );
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeFile(join(folder, 'config'), throughRelay ? hosts.join('') : '');
}

/** Runs `ssh NODE true` on all nodes at the same time, each over a new connection. No tool can be faster. */
export async function sshTrue(lab: RunningLab, throughRelay = false): Promise<true> {
  await onAllNodes(lab, throughRelay, 'true');
  return true;
}

/** Does the same with sudo. Checking the password takes a node longer than the connection. */
export async function sshSudoTrue(lab: RunningLab, throughRelay = false): Promise<void> {
  const password = await passwordIn(filesOf(lab.directory));
  await onAllNodes(lab, throughRelay, 'sudo -S -p "" true', `${password}\n`);
}

async function onAllNodes({ directory, nodes }: RunningLab, throughRelay: boolean, command: string, input = '') {
  const options = ['StrictHostKeyChecking=no', 'UserKnownHostsFile=/dev/null', 'LogLevel=ERROR', 'BatchMode=yes'];
  const common = ['-F', 'none', '-i', filesOf(directory).key, ...options.flatMap((option) => ['-o', option])];
  const targets = nodes.map(({ address }, index) =>
    throughRelay ? ['-p', String(relayPort(index)), 'pi@127.0.0.1'] : [`pi@${address}`],
  );
  const runs = targets.map((target) => exec('ssh', [...common, ...target, command]));
  for (const { child } of runs) child.stdin?.end(input);
  await Promise.all(runs);
}
