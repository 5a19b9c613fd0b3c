import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';
import { readMachine } from '../../lab/host-machine.ts';
import { k3sCluster } from '../../lab/inventory.ts';
import { bundleK3s } from '../../lab/k3s-bundle.ts';
import type { RunningLab } from '../../lab/up.ts';
import { listName } from '../../src/artifacts/sum-list.ts';
import type { InventoryFile } from '../../src/inventory/schema.ts';
import { merged } from '../../src/steps/kubernetes/merge-settings.ts';
import { inside, withInventory } from './cluster.ts';
import { deployPage } from './page.ts';

/** The directory with releases of k3s, if the user has named one. */
const releases = process.env.MICROCLOUD_LAB_K3S;
const [newest, previous] = (releases ? readdirSync(releases) : [])
  .flatMap((name) => (/^v\d/.test(name) ? [name.slice(1)] : []))
  .toSorted((a, b) => b.localeCompare(a, 'en', { numeric: true }));

/** The version to test: the newest of the directory. */
export const version = newest ?? '1.36.4+k3s1';
/**
 * The version before. Where there is none, the same files get an older name: an upgrade then still replaces, drains and
 * restarts.
 */
export const older = previous ?? '1.36.3+k3s1';

/** Why tests that need a real k3s do not run. */
export const skipped = releases ? false : 'skipped: no k3s artifacts';

/** Makes a bundle for the lab: with real releases under both versions, or with a program that only fails. */
export async function k3sBundle({ directory, inventory }: RunningLab): Promise<string> {
  const folder = join(directory, 'k3s-releases');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  const release = releases ? resolve(releases, `v${version}`) : standIn(join(directory, 'k3s-stand-in'));
  for (const name of [version, older]) {
    const own = resolve(releases ?? '', `v${name}`);
    symlinkSync(existsSync(own) ? own : release, join(folder, `v${name}`));
  }
  const { artifacts }: InventoryFile = parse(readFileSync(inventory, 'utf8'));
  const { bundle } = await bundleK3s(folder, directory, artifacts?.bundle);
  return bundle;
}

/** The program in {@link k3sBundle} where there are no real releases. */
export const standInProgram = '#!/bin/sh\necho "this is no k3s" >&2\nexit 1\n';

function standIn(folder: string): string {
  mkdirSync(folder, { recursive: true });
  const files = { k3s: standInProgram, 'k3s-airgap-images-amd64.tar.zst': 'no images\n' };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const sums = Object.keys(files).map((name) => `${sumOf(join(folder, name))}  ${name}\n`);
  writeFileSync(join(folder, 'sha256sum-amd64.txt'), sums.join(''));
  return folder;
}

function sumOf(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}

type K3s = NonNullable<InventoryFile['cluster']['k3s']>;
type Settings = NonNullable<K3s['agent']>;

interface K3sLab {
  readonly servers?: number;
  readonly version?: string;
  readonly agent?: Settings;
  /** Further fields of the inventory. */
  readonly cluster?: Partial<InventoryFile['cluster']>;
  readonly k3s?: K3s;
}

/** Returns the lab with an inventory for k3s, as `lab up` would write it. */
export async function withK3s(
  lab: RunningLab,
  name: string,
  { servers = 1, version: wanted = version, agent = {}, cluster: more = {}, k3s: parts = {} }: K3sLab = {},
): Promise<RunningLab> {
  const machine = await readMachine();
  const bundle = join(lab.directory, 'k3s-bundle');
  return withInventory(lab, name, ({ cluster: { kubeadm: _, ...cluster }, ...file }) => {
    const { k3s, ...rest } = k3sCluster(machine, wanted);
    return {
      ...file,
      artifacts: { bundle, sums: sumOf(join(bundle, listName)) },
      cluster: { ...cluster, ...more, ...rest, k3s: { ...k3s, ...parts, agent: merged(k3s.agent, agent) as Settings } },
      nodes: file.nodes.map((node, index) => ({ ...node, role: index < servers ? 'control-plane' : 'worker' })),
    };
  });
}

export function k3sKubectl(lab: RunningLab, ...args: readonly string[]): Promise<string> {
  return inside(lab, 'pi-1', `k3s kubectl ${args.join(' ')}`);
}

/** Deploys a page on every node, from an image that every node of k3s has. */
export async function deployK3sPage(lab: RunningLab): Promise<void> {
  const image = await k3sKubectl(lab, `-n kube-system get deployment coredns -o 'jsonpath={..image}'`);
  await deployPage(lab, image, k3sKubectl);
}
