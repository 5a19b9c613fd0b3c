import { currentAddress, findContainers, type NodeContainer } from './containers.ts';
import { engineAnswers } from './engine.ts';
import { planNode } from './lab-plan.ts';
import { findLabs } from './network.ts';
import { filesOf } from './state.ts';

export interface ListedLab {
  readonly name: string;
  readonly directory: string;
  readonly inventory: string;
  readonly subnet: string;
  readonly nodes: readonly ListedNode[];
}

export interface ListedNode {
  readonly name: string;
  /** The node's present address, or the one that DHCP reserves for it. */
  readonly address: string;
  readonly flavour: string;
  /** Docker's word: running, exited … */
  readonly state: string;
}

/** Lists the labs of this machine. */
export async function labList(): Promise<ListedLab[]> {
  if (!(await engineAnswers())) return [];
  const [labs, containers] = await Promise.all([findLabs(), findContainers()]);
  return Promise.all(
    labs.map(async ({ plan, directory }) => {
      const show = async ({ node, number, flavour, state, container }: NodeContainer) => {
        const address = (await currentAddress(container)) ?? planNode(plan, number).address;
        return { name: node, address, flavour, state };
      };
      const nodes = await Promise.all(containers.filter(({ lab }) => lab === plan.name).map(show));
      return { name: plan.name, directory, inventory: filesOf(directory).inventory, subnet: plan.subnet, nodes };
    }),
  );
}
