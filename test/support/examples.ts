import { execFile } from 'node:child_process';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { parseAllDocuments } from 'yaml';
import type { RunningLab } from '../../lab/up.ts';
import { exampleImage } from '../../scripts/from-source/example-image.ts';
import { inside } from './cluster.ts';
import type { Item } from './cluster-answer.ts';

const exec = promisify(execFile);
const folder = join(import.meta.dirname, '../../examples');

/** Brings the image of the examples to these nodes, where they cannot pull it. */
export async function bringExampleImage(lab: RunningLab, nodes: readonly string[]): Promise<void> {
  const image = await exampleImage();
  for (const node of image ? nodes : []) {
    await exec('docker', ['cp', image?.fetched.file ?? '', `microcloud-lab-${lab.name}-${node}:/var/tmp/example.tar`]);
    await inside(lab, node, 'ctr -n k8s.io images import /var/tmp/example.tar && rm /var/tmp/example.tar');
  }
}

/** Runs kubectl of this machine with a kubeconfig. */
export async function kubectlWith(kubeconfig: string, args: readonly string[], input?: string): Promise<string> {
  const asking = exec('kubectl', ['--kubeconfig', kubeconfig, ...args], {
    env: { PATH: process.env.PATH, HOME: dirname(kubeconfig) },
  });
  asking.child.stdin?.end(input);
  return (await asking).stdout;
}

/**
 * Deploys an example as its README says: `kubectl apply -k examples/NAME`. `change` makes changes that only this test
 * needs.
 */
export async function deployExample(kubeconfig: string, name: string, change?: (item: Item) => void): Promise<void> {
  if (!change) {
    await kubectlWith(kubeconfig, ['apply', '-k', join(folder, name)]);
    return;
  }
  const { stdout } = await exec('kubectl', ['kustomize', join(folder, name)]);
  const items = parseAllDocuments(stdout).map((document): Item => document.toJS());
  for (const item of items) change(item);
  await kubectlWith(kubeconfig, ['apply', '-f', '-'], JSON.stringify({ apiVersion: 'v1', kind: 'List', items }));
}
