import type { NewNode } from '../edit-nodes.ts';
import { isControlPlane } from '../node-roles.ts';
import type { Host } from './ansible-hosts.ts';
import type { Understood } from './ansible-variables.ts';
import { isPlainlyNode } from './group-roles.ts';

/** A host and what it becomes. */
export interface Imported extends Understood {
  readonly host: Host;
  readonly node: NewNode;
}

/** Says what a person should know about an import, without the value of any variable. */
export function notesOf(all: readonly Imported[]): readonly string[] {
  const imported = all.filter(({ isLocal }) => !isLocal);
  return [
    ...all
      .filter(({ isLocal }) => isLocal)
      .map(({ host }) => `${host.name} is this machine (ansible_connection: local) and left out`),
    ...imported.flatMap(notesOfNode),
    ...grouped(imported, 'secrets').map(([name, hosts]) => `${name} (${hosts}) is not copied: microcloud asks for it`),
    ...grouped(imported, 'templates').map(([name, hosts]) => `${name} (${hosts}) is a template and left out`),
    ...grouped(imported, 'unknown').map(
      ([name, hosts]) => `the variable ${name} (${hosts}) means nothing here and is left out`,
    ),
    ...notesOnControlPlanes(imported),
  ];
}

function notesOfNode({ host, node }: Imported): readonly string[] {
  const renamed = host.name === node.name ? [] : [`${host.name} gets the name ${node.name}`];
  const guessed = isPlainlyNode(host.groups)
    ? []
    : [`${node.name} (of ${host.groups.join(', ')}) becomes a worker: remove it if it is no node`];
  return [...renamed, ...guessed];
}

function notesOnControlPlanes(imported: readonly Imported[]): readonly string[] {
  const planes = imported.filter(({ node }) => isControlPlane(node));
  if (planes.length === 0) return [`no group is named like a control plane: ${imported[0]?.node.name} becomes it`];
  if (planes.length === 1) return [];
  const even =
    planes.length % 2 === 0 ? ['an even number of control planes survives no more failures than one less'] : [];
  return [...even, `${planes.length} control planes need cluster.endpoint, an address that they share`];
}

/** Lists each variable once, with the hosts that have it. */
function grouped(
  imported: readonly Imported[],
  kind: 'secrets' | 'templates' | 'unknown',
): readonly (readonly [string, string])[] {
  const names = [...new Set(imported.flatMap((one) => one[kind]))];
  return names.map((name) => {
    const having = imported.filter((one) => one[kind].includes(name)).map(({ node }) => node.name);
    return [name, having.length === imported.length ? 'all nodes' : having.join(', ')];
  });
}
