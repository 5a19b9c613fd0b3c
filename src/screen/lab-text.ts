import type { ListedLab } from '../../lab/list.ts';
import type { RunningLab } from '../../lab/up.ts';

/** Lists the nodes of a lab, and says what to type next. */
export function labUpText({ name, inventory, nodes }: RunningLab): string {
  const lab = name === 'lab' ? '' : ` --name ${name}`;
  return [
    ...nodes.map((node) => `${node.name}  ${node.address}  ${node.flavour}`),
    '',
    `Log in:  microcloud lab ssh${lab} ${nodes[0]?.name ?? 'pi-1'}`,
    `Next:    microcloud init --inventory ${inventory}`,
  ].join('\n');
}

export function labListText(labs: readonly ListedLab[]): string {
  if (labs.length === 0) return 'No lab is up. Start one: microcloud lab up';
  return labs
    .map(({ name, subnet, inventory, nodes }) =>
      [
        `${name}  ${subnet}  ${inventory}`,
        ...nodes.map((node) => `  ${node.name}  ${node.address}  ${node.flavour}  ${node.state}`),
      ].join('\n'),
    )
    .join('\n\n');
}

export function labDownText({ name, removed }: { readonly name: string; readonly removed: readonly string[] }): string {
  if (removed.length === 0) return `The lab ${name} is not up: nothing to do`;
  return `Removed the lab ${name}: ${removed.join(', ')}`;
}
