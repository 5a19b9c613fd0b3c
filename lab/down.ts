import { findContainers, removeContainers } from './containers.ts';
import { stopDhcp } from './dhcp.ts';
import { startEngine } from './engine.ts';
import { requireRoot } from './host-machine.ts';
import { removeIsolation } from './isolation.ts';
import { checkName, planNode } from './lab-plan.ts';
import { withLock } from './lock.ts';
import { findLab, removeNetwork } from './network.ts';
import { succeeds } from './run-program.ts';
import { filesOf, labDirectory, removeFiles } from './state.ts';
import { forgetNodes } from './trust-nodes.ts';

export interface LabDownResult {
  readonly name: string;
  /** Names of the nodes that were there. */
  readonly removed: readonly string[];
}

/** Removes a lab: nodes, volumes, network, DHCP, rules, files. A lab that is not there is fine. Throws a UserError. */
export async function labDown({ name }: { readonly name: string }): Promise<LabDownResult> {
  checkName(name);
  requireRoot();
  return withLock(`lab-${name}`, () => remove(name));
}

async function remove(name: string): Promise<LabDownResult> {
  // The engine must run: while it is stopped, Docker keeps the nodes, and they would come back with the next lab of
  // that name.
  const hasEngine = await succeeds('docker', ['--version']);
  if (hasEngine) await startEngine(() => {});
  const containers = hasEngine ? await findContainers(name) : [];
  const lab = hasEngine ? await findLab(name) : undefined;
  const files = filesOf(lab?.directory ?? labDirectory(name));
  await removeContainers(containers);
  await stopDhcp(files);
  await removeIsolation(name);
  if (lab) {
    await forgetNodes(containers.map(({ number }) => planNode(lab.plan, number)));
    await removeNetwork(name);
  }
  await removeFiles(files);
  return { name, removed: containers.map(({ node }) => node) };
}
