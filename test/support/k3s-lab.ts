import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { InventoryFile } from '../../src/inventory/schema.ts';
import { readMachine } from '../../src/lab/machine.ts';
import type { RunningLab } from '../../src/lab/up.ts';
import { inside, withInventory } from './cluster.ts';

/** The version that the tests are about; a directory of releases must have it. */
export const version = '1.35.4+k3s1';
/** The same files under an older name: an upgrade replaces, drains and restarts as any other does. */
export const older = '1.35.3+k3s1';

/** Directory of releases that somebody brought. */
const releases = process.env.MICROCLOUD_LAB_K3S;

/** Why tests that need a real k3s do not run. */
export const skipped = releases ? false : 'skipped: no k3s artifacts';

/** A bundle of the lab's own, laid out like the origin: with the real release, or with one that only fails. */
export function k3sBundle({ directory }: RunningLab): string {
  const bundle = join(directory, 'k3s-bundle');
  const folder = join(bundle, 'github.com/k3s-io/k3s/releases/download');
  rmSync(bundle, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const release = releases ? resolve(releases, `v${version}`) : standIn(join(directory, 'k3s-stand-in'));
  for (const name of [version, older]) symlinkSync(release, join(folder, `v${name}`));
  return bundle;
}

/** The program of {@link k3sBundle}, where none is real. */
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
type Settings = NonNullable<K3s['server']>;

/** The lab's inventory with k3s, and with what simulated nodes need of it. */
export async function withK3s(
  lab: RunningLab,
  name: string,
  { servers = 1, version: wanted = version, agent = {} }: { servers?: number; version?: string; agent?: Settings } = {},
): Promise<RunningLab> {
  const { cgroupVersion } = await readMachine();
  const kubelet = cgroupVersion === 1 ? ['fail-cgroupv1=false'] : [];
  // The number of tracked connections is the machine's to set, not a container's.
  const settings = { 'kubelet-arg': kubelet, 'kube-proxy-arg': ['conntrack-max-per-core=0'] };
  const extra = (agent['kubelet-arg'] ?? []) as string[];
  return withInventory(lab, name, ({ cluster: { kubeadm: _, ...cluster }, ...file }) => ({
    ...file,
    artifacts: { bundle: join(lab.directory, 'k3s-bundle') },
    cluster: {
      ...cluster,
      distribution: 'k3s',
      version: wanted,
      // Its images are in no archive of images: https://docs.k3s.io/installation/airgap
      k3s: { traefik: false, server: settings, agent: { ...settings, 'kubelet-arg': [...kubelet, ...extra] } },
    },
    nodes: file.nodes.map((node, index) => ({ ...node, role: index < servers ? 'control-plane' : 'worker' })),
  }));
}

export function k3sKubectl(lab: RunningLab, ...args: readonly string[]): Promise<string> {
  return inside(lab, 'pi-1', `k3s kubectl ${args.join(' ')}`);
}

/** A page on port 30080 of every node, from an image that every node of k3s has, kept by one pod at least. */
export async function deployPage(lab: RunningLab): Promise<void> {
  const image = await k3sKubectl(lab, `-n kube-system get deployment coredns -o 'jsonpath={..image}'`);
  const page = readFileSync(new URL('../fixtures/kubernetes/page.yaml', import.meta.url), 'utf8')
    .replace(/image: .*/, `image: ${image}`)
    .replace('spec:\n  selector: { matchLabels', 'spec:\n  replicas: 2\n  selector: { matchLabels');
  const manifest = `${page}---\n${budget}`;
  await inside(lab, 'pi-1', `echo ${Buffer.from(manifest).toString('base64')} | base64 -d >/run/page.yaml`);
  await k3sKubectl(lab, 'apply -f /run/page.yaml');
  await k3sKubectl(lab, 'rollout status deployment/page --timeout=120s');
}

const budget = `apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: { name: page }
spec: { minAvailable: 1, selector: { matchLabels: { app: page } } }
`;

/** Where a lab's node answers for good. */
export function pageAt(lab: RunningLab, index: number): string {
  const address = lab.nodes[index]?.address.replace(/\d+$/, (last) => String(Number(last) - 90));
  return `http://${address}:30080/health`;
}

/** Asks all the time, until it is stopped, and counts what was answered. */
export function watchPage(urls: readonly string[]): { stop(): Promise<{ asked: number; lost: number }> } {
  const counts = { asked: 0, lost: 0 };
  let stopped = false;
  const answers = (url: string) =>
    fetch(url, { signal: AbortSignal.timeout(2000) }).then(
      async (response) => (await response.text()) === 'OK',
      () => false,
    );
  const watch = async () => {
    while (!stopped) {
      counts.asked += 1;
      if (!(await Promise.all(urls.map(answers))).includes(true)) counts.lost += 1;
      await new Promise((next) => setTimeout(next, 200));
    }
  };
  const watching = watch();
  return {
    async stop() {
      stopped = true;
      await watching;
      return counts;
    },
  };
}
