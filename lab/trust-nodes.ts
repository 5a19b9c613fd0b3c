import { writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import type { LabPlan, NodePlan } from './lab-plan.ts';
import { withLock } from './lock.ts';
import { linesOf } from './run-program.ts';
import type { LabFiles } from './state.ts';

/**
 * Writes the nodes' host keys into the lab's own known_hosts and into the user's, which may have the keys of an earlier
 * lab at the same addresses. The keys come through Docker, not over the network.
 */
export async function trustNodes(lab: LabPlan, nodes: readonly NodePlan[], files: LabFiles): Promise<void> {
  const keys = await Promise.all(nodes.map(hostKeys));
  const linesFor = (names: (node: NodePlan) => string[]) =>
    nodes.flatMap((node, index) => knownHostLines(names(node), keys[index] ?? [], lab.network)).join('');
  const byName = linesFor(({ name }) => [name]);
  await writeFile(files.knownHosts, byName);
  await replaceHosts(nodes, linesFor(addressesOf));
}

/** Removes the nodes' addresses from the user's known_hosts, hashed or not. */
export async function forgetNodes(nodes: readonly NodePlan[]): Promise<void> {
  await replaceHosts(nodes, '');
}

/** Writes a line of known_hosts for each public key. */
export function knownHostLines(names: readonly string[], keys: readonly string[], comment: string): string[] {
  return keys.map((key) => `${names.join(',')} ${key.split(' ').slice(0, 2).join(' ')} ${comment}\n`);
}

const rewrite = `
umask 077
hosts=$1
mkdir -p "\${hosts%/*}"
touch "$hosts"
shift
for address; do
  ssh-keygen -q -R "$address" -f "$hosts" >/dev/null 2>&1
done
cat >>"$hosts"
`;

async function replaceHosts(nodes: readonly NodePlan[], lines: string): Promise<void> {
  const known = join(homedir(), '.ssh', 'known_hosts');
  const args = ['-c', rewrite, 'sh', known, ...nodes.flatMap(addressesOf)];
  // When two labs rewrite the file at once, one of them loses its lines.
  await withLock('known_hosts', () => execa('sh', args, { input: lines }));
}

function hostKeys({ container }: NodePlan): Promise<string[]> {
  return linesOf('docker', ['exec', container, 'sh', '-c', 'cat /etc/ssh/ssh_host_*_key.pub']);
}

function addressesOf(node: NodePlan): string[] {
  return [node.address, node.staticAddress];
}
