import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { aptSetup } from './apt-sources.ts';
import { findBundleSource, prepareBundle } from './bundle-source.ts';
import { startDhcp } from './dhcp.ts';
import { startEngine } from './engine.ts';
import { type FlavourName, flavours } from './flavours.ts';
import { raiseInotifyLimit, readMachine, requireRoot } from './host-machine.ts';
import { nodeImage } from './image.ts';
import { inventoryText } from './inventory.ts';
import { aptAddresses, isolate } from './isolation.ts';
import { bundleK3s } from './k3s-bundle.ts';
import { checkName } from './lab-plan.ts';
import { withLock } from './lock.ts';
import { findLab, makeNetwork } from './network.ts';
import { installMissing } from './packages.ts';
import type { OnProgress } from './run-program.ts';
import { type NodesWanted, refuseOther, startNodes } from './start-nodes.ts';
import { filesOf, labDirectory, prepareFiles } from './state.ts';
import { trustNodes } from './trust-nodes.ts';

export interface LabUpOptions extends NodesWanted {
  readonly name: string;
  /** Where the lab's files go. Default: `~/.cache/microcloud/lab/NAME`. */
  readonly directory?: string | undefined;
  /** Directory with what nodes need from the internet. Without it the lab finds or builds one. */
  readonly bundle?: string | undefined;
  /** Directory with releases of k3s, for a cluster of k3s. Without it the cluster is one of kubeadm. */
  readonly k3s?: string | undefined;
  readonly onProgress: OnProgress;
}

export interface RunningLab {
  readonly name: string;
  readonly directory: string;
  /** Path of an inventory of these nodes. */
  readonly inventory: string;
  readonly nodes: readonly { readonly name: string; readonly address: string; readonly flavour: FlavourName }[];
}

/** Starts a lab, or what is missing of it, and returns when all nodes let their user in. Throws a UserError. */
export async function labUp(options: LabUpOptions): Promise<RunningLab> {
  checkName(options.name);
  requireRoot();
  await installMissing(options.onProgress);
  await startEngine(options.onProgress);
  await raiseInotifyLimit(options.onProgress);
  return withLock(`lab-${options.name}`, () => start(options));
}

async function start(options: LabUpOptions): Promise<RunningLab> {
  const { name, directory, bundle: given, k3s: releases, onProgress, ...wanted } = options;
  const wantedBundle = { bundle: given, hasK3s: releases !== undefined };
  const [source] = await Promise.all([findBundleSource(wantedBundle), refuseOther(name, wanted)]);
  const image = await nodeImage(wanted.flavour, onProgress);
  const lab = (await findLab(name)) ?? (await makeNetwork(name, resolve(directory ?? labDirectory(name))));
  const files = filesOf(lab.directory);
  await prepareFiles(files);
  await startDhcp(lab.plan, files);
  await isolate(lab.plan, await aptAddresses(await aptSetup(flavours[wanted.flavour].suite)));
  onProgress(
    `Starting ${wanted.nodes === 1 ? 'a' : wanted.nodes} ${wanted.flavour} node${wanted.nodes === 1 ? '' : 's'} in ${lab.plan.subnet}`,
  );
  const [nodes, bundle] = await Promise.all([startNodes(lab, { ...wanted, image }), prepareBundle(source, onProgress)]);
  await trustNodes(lab.plan, nodes, files);
  const machine = await readMachine();
  const k3s = releases === undefined ? undefined : await bundleK3s(releases, lab.directory, bundle.directory);
  await writeFile(files.inventory, inventoryText({ lab: lab.plan, nodes, files, machine, bundle, k3s }));
  return {
    name,
    directory: lab.directory,
    inventory: files.inventory,
    nodes: nodes.map((node) => ({ name: node.name, address: node.address, flavour: wanted.flavour })),
  };
}
