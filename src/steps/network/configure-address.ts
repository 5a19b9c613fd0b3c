import type { Change, Finding } from '../../engine/model.ts';
import type { FileState } from '../../facts/file.ts';
import { holds, type Link, type Links } from '../../facts/links.ts';
import type { NetworkManagers } from '../../facts/network-managers.ts';
import type { Node } from '../../inventory/schema.ts';
import { ensureFile } from '../../resources/ensure-file.ts';
import { sh } from '../../shell/sh.ts';
import { move } from './move-address.ts';
import { otherNameservers, unknownNetwork } from './network-problems.ts';
import { backup } from './network-rollback.ts';
import { type Edit, editsOf, type Stack } from './stacks/stack.ts';
import { staticNetwork } from './static-network.ts';

export const cloudInitPath = '/etc/cloud/cloud.cfg.d/99-microcloud-network.cfg';

interface View {
  readonly node: Node;
  readonly link: Link;
  readonly links: Links;
  readonly managers: NetworkManagers;
  readonly machineId: string;
  readonly cloudInit: FileState;
  /** The files that stacks write to. */
  readonly files: readonly FileState[];
}

/**
 * Yields what the stack's files lack. A link that has the address already stays up: the files count from the next boot.
 */
export function* configure(stack: Stack, address: string, view: View): Iterable<Finding> {
  const { node, link, links, managers, cloudInit, machineId } = view;
  const wanted = staticNetwork(node, address, link, links);
  if (typeof wanted === 'string') return yield unknownNetwork(wanted);
  const file = view.files.find(({ path }) => path === stack.path) ?? { path: stack.path, exists: false };
  const ground = { link, managers, file };
  const found = [...stack.edits(wanted, ground)];
  const objections = found.filter((one) => 'kind' in one);
  if (objections.length > 0) return yield* objections;

  const edits = found.filter((one) => 'path' in one);
  if (managers.hasCloudInit) edits.push(...editsOf(cloudInitPath, ensureFile(cloudInit, leaveNetworkAlone)));
  const losesNameservers = links.nameservers.length > 0 && !links.nameservers.includes(wanted.gateway);
  if (edits.length > 0 && !node.network.nameservers && losesNameservers) return yield otherNameservers(wanted, links);

  if (holds(link, address)) yield* edits.map(withBackup);
  else yield move(stack, wanted, { node: node.name, edits, ground, machineId, hasRouter: links.gateways.length > 0 });
}

const leaveNetworkAlone = {
  content: '# The network is configured by microcloud.\nnetwork: {config: disabled}\n',
  why: 'so that cloud-init leaves the network alone',
};

function withBackup({ path, change }: Edit): Change {
  const script = sh`${backup([path])}
${change.script}`;
  return { about: path, ...change, script };
}
