import type { Diagnosis } from '../doctor/diagnosis.ts';
import type { Node } from '../inventory/schema.ts';
import { visibleLine } from '../visible-text.ts';
import { namesText } from './names-text.ts';
import { typed } from './phrases.ts';

/** A finding of one node, or of several nodes that have the same one: what `doctor --json` lists. */
export interface Line {
  readonly id: string;
  readonly severity: 'problem' | 'warning';
  /** The nodes that have it. Empty: the finding is about the cluster as a whole. */
  readonly nodes: readonly string[];
  readonly what: string;
  readonly why: string;
  /** What to type: one suggestion an entry. */
  readonly advice: readonly string[];
  /** `doctor --fix` cures it, without a person. */
  readonly hasCure?: true;
}

interface Names {
  readonly nodes: readonly Node[];
  /** The path of the inventory, as the user named it. */
  readonly inventory: string;
}

/** Makes one line of a finding that several nodes share, with what to type for all of them. */
export function linesOf(found: readonly Diagnosis[], names: Names): readonly Line[] {
  const same = Map.groupBy(found, ({ check, what, advice }) => JSON.stringify([check.id, what, advice]));
  return [...same.values()].flatMap((some) => {
    const [first] = some;
    if (!first) return [];
    // Several steps of one node may wait for the same.
    const nodes = [...new Set(some.flatMap(({ node }) => node ?? []))];
    const advice = first.advice.map((text) => visibleLine(adviceFor(text, nodes, names)));
    const [what, why] = [visibleLine(first.what), visibleLine(first.why)];
    const cure = some.every(({ hasCure }) => hasCure) ? { hasCure: true as const } : {};
    return { id: first.check.id, severity: first.severity, nodes, what, why, advice, ...cure };
  });
}

function adviceFor(text: string, nodes: readonly string[], { nodes: all, inventory }: Names): string {
  const [one = ''] = nodes;
  const filled = text
    .replaceAll(/(?<=^|: )microcloud ([^;,]*)/g, (_, command) => typed(command, inventory))
    .replaceAll(
      / --only \{node\}/g,
      nodes.length > 1 && nodes.length === all.length ? '' : ` --only ${nodes.join(',')}`,
    )
    .replaceAll(/ssh (-t )?\{node\}/g, () => `ssh -t ${login(one, all)}`)
    .replaceAll('{node}', one);
  const others = nodes.slice(1);
  const isAboutOne = others.length > 0 && text.includes('{node}') && !text.includes('--only {node}');
  return isAboutOne ? `${filled} (and the same on ${namesText(others)})` : filled;
}

function login(name: string, nodes: readonly Node[]): string {
  const node = nodes.find((candidate) => candidate.name === name);
  if (!node) return name;
  const port = node.ssh.port === undefined || node.ssh.port === 22 ? '' : `-p ${node.ssh.port} `;
  return `${port}${node.ssh.user ? `${node.ssh.user}@` : ''}${node.address}`;
}
