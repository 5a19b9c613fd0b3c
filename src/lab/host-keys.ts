import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import type { LabPlan, NodePlan } from './plan.ts';
import { linesOf, succeeds } from './run.ts';
import { exists, type LabFiles } from './state.ts';

/**
 * Makes the nodes' host keys known, to the lab's own known_hosts and to the user's, where those of an earlier lab at
 * the same addresses would stand in the way. Asks the nodes through Docker rather than the network.
 */
export async function trustNodes(lab: LabPlan, nodes: readonly NodePlan[], files: LabFiles): Promise<void> {
  const keys = await Promise.all(nodes.map(hostKeys));
  const linesFor = (names: (node: NodePlan) => string[]) =>
    nodes.flatMap((node, index) => knownHostLines(names(node), keys[index] ?? [], lab.network)).join('');
  await writeFile(
    files.knownHosts,
    linesFor((node) => [node.name]),
  );
  await forgetNodes(nodes);
  await mkdir(dirname(userKnownHosts()), { recursive: true, mode: 0o700 });
  await appendFile(userKnownHosts(), linesFor(addressesOf), { mode: 0o600 });
}

/** Removes the nodes' addresses from the user's known_hosts, hashed or not. */
export async function forgetNodes(nodes: readonly NodePlan[]): Promise<void> {
  if (!(await exists(userKnownHosts()))) return;
  // One after another: each rewrites the file.
  for (const address of nodes.flatMap(addressesOf)) {
    await succeeds('ssh-keygen', ['-q', '-R', address, '-f', userKnownHosts()]);
  }
}

/** One line for each public key, as known_hosts has them. */
export function knownHostLines(names: readonly string[], keys: readonly string[], comment: string): string[] {
  return keys.map((key) => `${names.join(',')} ${key.split(' ').slice(0, 2).join(' ')} ${comment}\n`);
}

function hostKeys({ container }: NodePlan): Promise<string[]> {
  return linesOf('docker', ['exec', container, 'sh', '-c', 'cat /etc/ssh/ssh_host_*_key.pub']);
}

function addressesOf(node: NodePlan): string[] {
  return [node.address, node.staticAddress];
}

function userKnownHosts(): string {
  return join(homedir(), '.ssh', 'known_hosts');
}
