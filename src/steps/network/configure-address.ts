import type { Change, Finding } from '../../engine/model.ts';
import type { FileState } from '../../facts/file.ts';
import { holds, type LinkAddress, type Links } from '../../facts/links.ts';
import type { Node } from '../../inventory/schema.ts';
import { ensureFile } from '../../resources/ensure-file.ts';
import { lines } from '../../shell/sh.ts';
import { move } from './move-address.ts';
import { backup } from './network-backup.ts';
import { otherNameservers, otherProgram, unknownNetwork } from './network-problems.ts';
import { type Edit, editsOf, type Ground, type Stack } from './stacks/stack.ts';
import { staticNetwork } from './static-network.ts';

export const cloudInitPath = '/etc/cloud/cloud.cfg.d/99-microcloud-network.cfg';

interface View {
  readonly node: Node;
  readonly ground: Ground;
  readonly links: Links;
  readonly machineId: string;
  readonly cloudInit: FileState;
}

/**
 * Yields what the stack's files lack. A link that has the address already stays up: the files count from the next boot.
 * A link that has a lease beside the address is brought up anew: another node might come to know this node by the
 * lease.
 */
export function* configure(stack: Stack, address: string, view: View): Iterable<Finding> {
  const { node, ground, links, cloudInit, machineId } = view;
  const { link, managers } = ground;
  const isHeld = holds(link, address);
  const lease = isHeld ? link.addresses.find((one) => isLease(one) && one.address !== address) : undefined;
  if (isHeld && !lease && stack.isGivenByOthers?.(address, ground, node.network)) return;

  const wanted = staticNetwork(node, address, link, links);
  if (typeof wanted === 'string') return yield unknownNetwork(wanted);
  const found = [...stack.edits(wanted, ground)];
  const objections = found.filter((one) => 'kind' in one);
  if (objections.length > 0) return yield* objections;

  const edits = found.filter((one) => 'path' in one);
  if (managers.hasCloudInit) edits.push(...editsOf(cloudInitPath, ensureFile(cloudInit, leaveNetworkAlone)));
  const losesNameservers = links.nameservers.length > 0 && !links.nameservers.includes(wanted.gateway);
  if (edits.length > 0 && !node.network.nameservers && losesNameservers) return yield otherNameservers(wanted, links);

  const hasActed = stack.hasActed?.(ground) ?? edits.length === 0;
  if (lease && hasActed) yield otherProgram(stack, link, lease.address);
  if (isHeld && (!lease || hasActed)) yield* withBackup(edits);
  else yield move(stack, wanted, { node: node.name, edits, ground, machineId, hasRouter: links.gateways.length > 0 });
}

function isLease({ address, dynamic }: LinkAddress): boolean {
  return dynamic && address.includes('.');
}

const leaveNetworkAlone = {
  content: '# The network is configured by microcloud.\nnetwork: {config: disabled}\n',
  why: 'so that cloud-init leaves the network alone',
};

/** Lets the first change make a backup of all files. */
function withBackup(edits: readonly Edit[]): readonly Change[] {
  const paths = edits.map(({ path }) => path);
  return edits.map(({ path, change }, index) => {
    const script = index === 0 ? lines([backup(paths), change.script]) : change.script;
    return { about: path, ...change, script };
  });
}
