import { startDhcp } from '../../lab/dhcp.ts';
import { labDown } from '../../lab/down.ts';
import { type FlavourName, flavourNames } from '../../lab/flavours.ts';
import { raiseInotifyLimit } from '../../lab/host-machine.ts';
import { nodeImage } from '../../lab/image.ts';
import { findLab, makeNetwork } from '../../lab/network.ts';
import { startNodes } from '../../lab/start-nodes.ts';
import { filesOf, labDirectory, prepareFiles } from '../../lab/state.ts';

/** Lists the flavours to test on simulated nodes: all, or those of `MICROCLOUD_TEST_LAB=trixie,bookworm`. */
export function flavoursToTest(): readonly FlavourName[] {
  const wanted = process.env.MICROCLOUD_TEST_LAB?.split(',');
  return flavourNames.filter((name) => !wanted || wanted.includes(name));
}

/** Starts fresh nodes without anything for Kubernetes. Nodes of an earlier run are removed first. */
export async function startFreshNodes(name: string, flavour: FlavourName, nodes: number) {
  const onProgress = () => {};
  await labDown({ name });
  await raiseInotifyLimit(onProgress);
  const image = await nodeImage(flavour, onProgress);
  const lab = (await findLab(name)) ?? (await makeNetwork(name, labDirectory(name)));
  const files = filesOf(lab.directory);
  await prepareFiles(files);
  await startDhcp(lab.plan, files);
  return startNodes(lab, { nodes, flavour, image });
}
