import { certificate } from './certificate.ts';

/** Makes the answer of a control plane about the certificate of its kubelet. */
export const nodeCertificateAnswer = (pem: string): string => `${Math.floor(Date.now() / 1000)}\n${pem}`;

/**
 * Makes the answer of a control plane about its certificates: `days` are left, and the parts in `outdated` run with
 * older ones.
 */
export function certificateAnswer(days: number, ...outdated: readonly string[]): string {
  return answerWith(certificate(days), outdated);
}

/** Makes the answer of a control plane that has a certificate which begins only in so many days. */
export function earlyAnswer(inDays: number): string {
  return answerWith(certificate(inDays + 365, inDays), []);
}

function answerWith(pem: string, outdated: readonly string[]): string {
  const now = Math.floor(Date.now() / 1000);
  const path = '/etc/kubernetes/scheduler.conf';
  const running = outdated.map((program) => `4000 ${program} --kubeconfig=${path}\n`).join('');
  return `== file ${path}\n${pem}== times\n${now}\n${now - 100} ${path}\n== parts\n${running}`;
}
