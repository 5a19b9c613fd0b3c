import { readFile } from 'node:fs/promises';
import { UserError } from '../src/errors.ts';
import { containerArgs } from './container.ts';
import { currentAddress, findContainers, type NodeContainer } from './containers.ts';
import type { FlavourName } from './flavours.ts';
import { type NodePlan, planNode } from './lab-plan.ts';
import { waitForSsh } from './lab-ssh.ts';
import type { Lab } from './network.ts';
import { run } from './run-program.ts';
import { filesOf, loginUser, passwordIn } from './state.ts';

export interface NodesWanted {
  readonly nodes: number;
  readonly flavour: FlavourName;
}

/** Throws a UserError when the lab has nodes of another flavour, or more nodes than wanted. */
export async function refuseOther(name: string, wanted: NodesWanted): Promise<void> {
  const hints = [`microcloud lab down --name ${name}`, 'microcloud lab up --name lab-2 (another lab beside it)'];
  for (const { node, number, flavour } of await findContainers(name)) {
    if (flavour !== wanted.flavour) {
      throw new UserError(`${node} of the lab ${name} is ${flavour}, not ${wanted.flavour}`, { hints, exitCode: 2 });
    }
    if (number > wanted.nodes) {
      throw new UserError(`The lab ${name} has more nodes than ${wanted.nodes}: ${node}`, { hints, exitCode: 2 });
    }
  }
}

/** Starts the nodes that do not run, and returns when all let their user in. Throws a UserError. */
export async function startNodes(lab: Lab, wanted: NodesWanted & { readonly image: string }): Promise<NodePlan[]> {
  const files = filesOf(lab.directory);
  const publicKey = (await readFile(`${files.key}.pub`, 'utf8')).trim();
  const password = await passwordIn(files);
  const present = new Map((await findContainers(lab.plan.name)).map((container) => [container.number, container]));
  const numbers = Array.from({ length: wanted.nodes }, (_, index) => index + 1);
  return Promise.all(
    numbers.map(async (number) => {
      const node = planNode(lab.plan, number);
      const container = present.get(number);
      const input = { lab: lab.plan, node, number, flavour: wanted.flavour, image: wanted.image, publicKey };
      if (!container) {
        await run('docker', containerArgs(input));
        await run('docker', ['exec', '--interactive', node.container, 'chpasswd'], `${loginUser}:${password}\n`);
      }
      await waitForSsh(node, container ? await wake(container, node) : node.address, files);
      return node;
    }),
  );
}

/** Starts a node that exists already, and returns its address: its static one, when that is set. */
async function wake({ container, state }: NodeContainer, node: NodePlan): Promise<string> {
  if (state !== 'running') await run('docker', ['start', container]);
  return (await currentAddress(container)) ?? node.address;
}
