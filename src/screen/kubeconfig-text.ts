import type { TakenKubeconfig } from '../tasks/kubeconfig.ts';

/** Says what was written where, and what to type next. With --print it returns the kubeconfig itself. */
export function kubeconfigResult(result: TakenKubeconfig, isUsual: boolean): string {
  const { kubeconfig, file, context, server, backup, currentContext, readOnly = [] } = result;
  if (kubeconfig !== undefined) return kubeconfig.trimEnd();
  const where = isUsual ? '' : ` --kubeconfig ${file}`;
  const which = currentContext === context ? '' : ` --context ${context}`;
  return [
    `${file} has the context ${context} (${server}).`,
    ...readOnly.map((which) => `You are root, so it was changed although it is read-only: ${which}`),
    ...(backup === undefined ? [] : [`As it was before: ${backup}`]),
    `Next: kubectl${where}${which} get nodes`,
  ].join('\n');
}
