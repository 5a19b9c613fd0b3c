import { certificate } from './certificate.ts';

/** What a control plane answers about its certificates: so many days are left, and this is running with older ones. */
export function certificateAnswer(days: number, ...outdated: readonly string[]): string {
  const now = Math.floor(Date.now() / 1000);
  const path = '/etc/kubernetes/scheduler.conf';
  const running = outdated.map((program) => `4000 ${program} --kubeconfig=${path}\n`).join('');
  return `== file ${path}\n${certificate(days)}== times\n${now}\n${now - 100} ${path}\n== parts\n${running}`;
}
