import { readFileSync } from 'node:fs';
import type { RunningLab } from '../../lab/up.ts';
import { againAndAgain } from './again-and-again.ts';
import { inside, until } from './cluster.ts';

type Kubectl = (lab: RunningLab, ...words: readonly string[]) => Promise<string>;

/**
 * Deploys a page on port 30080 of every node, from an image with CoreDNS that every node has. At least one pod stays
 * during drains.
 */
export async function deployPage(lab: RunningLab, image: string, kubectl: Kubectl): Promise<void> {
  const page = readFileSync(new URL('../fixtures/kubernetes/page.yaml', import.meta.url), 'utf8')
    .replace(/image: .*/, `image: ${image}`)
    .replace('spec:\n  selector: { matchLabels', 'spec:\n  replicas: 2\n  selector: { matchLabels');
  const manifest = `${page}---\n${budget}`;
  await inside(lab, 'pi-1', `echo ${Buffer.from(manifest).toString('base64')} | base64 -d >/run/page.yaml`);
  await kubectl(lab, 'apply -f /run/page.yaml');
  await kubectl(lab, 'rollout status deployment/page --timeout=120s');
  // Each kube-proxy learns of the Service at its own time.
  const urls = lab.nodes.map((_, index) => pageAt(lab, index));
  await until(async () => (await Promise.all(urls.map(failureAt))).flat().length === 0);
}

const budget = `apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: { name: page }
spec: { minAvailable: 1, selector: { matchLabels: { app: page } } }
`;

/** Returns the address of the page on a lab's node: the static one. */
export function pageAt(lab: RunningLab, index: number): string {
  const address = lab.nodes[index]?.address.replace(/\d+$/, (last) => String(Number(last) - 90));
  return `http://${address}:30080/health`;
}

/** The result of asking for the page all the time. */
export interface Watched {
  readonly asked: number;
  /** How many rounds had a page without an answer. */
  readonly lost: number;
  /** When which page did not answer, and why: one line each. */
  readonly losses: readonly string[];
}

/**
 * Asks all of them again and again until `stop`, and counts how often one did not answer. Each request has a new
 * connection: a kept one is reset when its pod ends, and fetch, unlike browsers, does not try again.
 */
export function watchPage(urls: readonly string[]): { stop(): Promise<Watched> } {
  const seen = { asked: 0, lost: 0, losses: [] as string[] };
  const watching = againAndAgain(async () => {
    const began = new Date().toISOString();
    seen.asked += 1;
    const found = await Promise.all(urls.map(failureAt));
    const lines = found.flat().map((line) => `${began} ${line}`);
    if (lines.length > 0) seen.lost += 1;
    seen.losses.push(...lines);
  }, 200);
  return {
    async stop() {
      await watching.stop();
      return seen;
    },
  };
}

/** Asks a page. Returns a list with the reason why it does not answer; an empty list where it does. */
function failureAt(url: string): Promise<readonly string[]> {
  return fetch(url, { headers: { connection: 'close' }, signal: AbortSignal.timeout(5000) }).then(
    async (response) => ((await response.text()) === 'OK' ? [] : [`${url}: it answered ${response.status}`]),
    ({ message, cause }: Error) => [`${url}: ${cause instanceof Error ? cause.message : message}`],
  );
}
