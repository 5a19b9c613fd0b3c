import { nearest } from '../nearest.ts';
import type { AnsibleInventory } from './ansible-inventory.ts';
import { meaningOf } from './group-names.ts';
import { type Imported, isNode } from './imported-nodes.ts';
import { isMeaningless } from './variable-advice.ts';

/** Says what a person should know about an import, without the value of any variable. */
export function notesOf(all: readonly Imported[]): readonly string[] {
  const nodes = all.filter(isNode);
  const left = all.flatMap(({ member }) =>
    member.kind === 'left' ? [`${member.host.place}: ${member.host.name} is left out: ${member.why}`] : [],
  );
  return [
    ...left,
    ...renames(nodes.filter(({ isRenamed }) => isRenamed)),
    ...guessed(nodes),
    ...notesOnVariables(nodes),
  ];
}

/**
 * With more nodes than this, one note is about all of them: the notes about a class full of Pis would fill the screen.
 */
const few = 8;

function renames(nodes: readonly Imported[]): readonly string[] {
  const one = ({ member: { host }, node }: Imported) => `${host.name} gets the name ${node.name}`;
  if (nodes.length <= few) return nodes.map((node) => `${node.member.host.place}: ${one(node)}`);
  const places = shortened([...new Set(nodes.map(({ member }) => member.host.place))]);
  return [`${places}: ${nodes.slice(0, 2).map(one).join(', ')}, and ${nodes.length - 2} more likewise`];
}

function guessed(nodes: readonly Imported[]): readonly string[] {
  const all = nodes.flatMap(({ node, guesses }) => [...guesses].map(([key, why]) => ({ name: node.name, key, why })));
  return [...Map.groupBy(all, ({ key, why }) => JSON.stringify([key, why])).values()].flatMap((same) => {
    const [{ key, why } = { key: '', why: '' }] = same;
    const says = (who: string) => `${key} of ${who} is guessed: ${why}`;
    if (same.length <= few) return same.map(({ name }) => says(name));
    return [
      says(
        `${same
          .slice(0, 3)
          .map(({ name }) => name)
          .join(', ')} and ${same.length - 3} more nodes`,
      ),
    ];
  });
}

/**
 * Warns about nodes that were control plane and worker at once. With kubeadm a control plane runs pods only in a
 * cluster without workers; k3s has no such rule.
 */
export function notesOnBoth(nodes: readonly Imported[]): readonly string[] {
  if (nodes.every(({ node }) => node.role === 'control-plane')) return [];
  return nodes.flatMap(({ node: { name, role }, member: { host } }) => {
    const group = host.groups.find((one) => meaningOf(one).role === 'worker');
    if (role !== 'control-plane' || group === undefined) return [];
    const open = `kubectl taint nodes ${name} node-role.kubernetes.io/control-plane:NoSchedule-`;
    return [
      `${host.place}: ${host.name} is in ${group}, too: as a control plane it runs no pods while there are workers. To let it, after init: ${open}`,
    ];
  });
}

/**
 * Finds misspelt groups: they are named only as children, have no hosts, and nearly have the name of a group with
 * hosts. Ansible says nothing about them.
 */
export function notesOnEmptyGroups({ groups }: AnsibleInventory, file: string): readonly string[] {
  const isEmpty = (name: string) => {
    const group = groups.get(name);
    return group === undefined || group.hosts.size + group.children.size === 0;
  };
  return [...groups].flatMap(([parent, { children }]) => {
    const others = [...groups.keys()].filter((name) => !isEmpty(name) && !children.has(name) && name !== parent);
    return [...children].filter(isEmpty).flatMap((child) => {
      const meant = nearest(child, others);
      return meant === undefined
        ? []
        : [`${file}: ${child}, a child of ${parent}, has no hosts: did you mean ${meant}?`];
    });
  });
}

interface Spoken {
  readonly name: string;
  readonly why: string;
  readonly places: Set<string>;
  readonly nodes: Set<string>;
}

/** Names each variable once, with the nodes that have it and the places where it is set. */
function notesOnVariables(nodes: readonly Imported[]): readonly string[] {
  const spoken = new Map<string, Spoken>();
  for (const { node, understood } of nodes) {
    for (const { name, place, why } of understood.remarks) {
      const key = JSON.stringify([name, why]);
      const about = spoken.get(key) ?? { name, why, places: new Set(), nodes: new Set() };
      about.places.add(place);
      about.nodes.add(node.name);
      spoken.set(key, about);
    }
  }
  const all = [...spoken.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  const meaning = all.filter(({ why }) => !isMeaningless(why));
  return [
    ...meaning.map(({ name, why, places, nodes: having }) => {
      const who = having.size === nodes.length ? 'all nodes' : [...having].join(', ');
      return `${shortened([...places])}: ${name} (${who}) ${why}`;
    }),
    ...meaningless(all.filter(({ why }) => isMeaningless(why))),
  ];
}

/** Makes one note for each file about variables that mean nothing here: there may be hundreds. */
function meaningless(all: readonly Spoken[]): readonly string[] {
  const files = Map.groupBy(
    all.flatMap(({ name, places }) => [...places].map((place) => ({ name, file: place.replace(/:\d+$/, '') }))),
    ({ file }) => file,
  );
  return [...files].map(([file, entries]) => {
    const names = [...new Set(entries.map(({ name }) => name))];
    const verb = names.length === 1 ? 'means nothing here and is' : 'mean nothing here and are';
    return `${file}: ${names.join(', ')} ${verb} left out`;
  });
}

/** Shortens places, each file once: `hosts.ini:7, 17`. */
function shortened(places: readonly string[]): string {
  const files = Map.groupBy(places, (place) => place.replace(/:\d+$/, ''));
  return [...files]
    .map(([file, inside]) => {
      const lines = inside.map((place) => place.slice(file.length + 1)).filter(Boolean);
      const shown =
        lines.length > 4 ? `${lines.slice(0, 3).join(', ')} and ${lines.length - 3} more` : lines.join(', ');
      return lines.length === 0 ? file : `${file}:${shown}`;
    })
    .join(', ');
}
