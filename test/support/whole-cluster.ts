import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type { RunningLab } from '../../lab/up.ts';
import { type Ended, inside, microcloud } from './cluster.ts';

/** Runs kubectl as administrator on a control plane. */
export const kubectlOn = (lab: RunningLab, controlPlane: string, typed: string) =>
  inside(lab, controlPlane, `KUBECONFIG=/etc/kubernetes/admin.conf kubectl ${typed}`);

/** Checks that the cluster has exactly these nodes, all Ready, and that nothing is missing on any of them. */
export async function isWhole(lab: RunningLab, controlPlane: string, nodes: readonly string[]): Promise<void> {
  const { code, stderr } = await microcloud(lab, ['init', '--yes', '--accept-new-host-keys']);
  assert.equal(code, 0, stderr);
  assert.match(stderr, /; nothing to do\.$/m);
  assert.match(
    await kubectlOn(lab, controlPlane, 'get nodes --no-headers'),
    new RegExp(`^${nodes.map((one) => `${one} +Ready .*\\n`).join('')}$`),
  );
}

/** Runs a command as a person types it. Its text is in the test's output. */
export async function typed(t: TestContext, lab: RunningLab, words: string): Promise<Ended> {
  const ended = await microcloud(lab, words.split(' '));
  said(t, `microcloud ${words} ends with ${ended.code}`, `${ended.stdout}\n${ended.stderr}`);
  return ended;
}

/** Writes into the test's output what a person sees, without the events for programs. */
export function said(t: TestContext, what: string, text: string): void {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('{'));
  t.diagnostic([`${what}:`, ...lines].join('\n    '));
}
