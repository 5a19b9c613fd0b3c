import { certificate } from './certificate.ts';

/**
 * Makes the answer of a control plane about its certificates: `days` are left, and the parts in `outdated` run with
 * older ones.
 */
export function certificateAnswer(days: number, ...outdated: readonly string[]): string {
  const now = Math.floor(Date.now() / 1000);
  const path = '/etc/kubernetes/scheduler.conf';
  const running = outdated.map((program) => `4000 ${program} --kubeconfig=${path}\n`).join('');
  return `== file ${path}\n${certificate(days)}== times\n${now}\n${now - 100} ${path}\n== parts\n${running}`;
}
