import { command } from '../shell/sh.ts';

/** What kubectl says of pods that do not leave their node, and what to do about them. */
const rows: readonly { readonly said: RegExp; readonly hint: (...found: readonly string[]) => string }[] = [
  {
    // https://github.com/kubernetes/kubernetes/blob/v1.37.2/staging/src/k8s.io/kubectl/pkg/drain/filters.go
    said: /declare no controller[^:\n]*: ([\w.-]+\/[\w.-]+(?:, [\w.-]+\/[\w.-]+)*)/,
    hint(names = '') {
      const [namespace = '', pod = ''] = names.split(/[/,]/);
      const deletion = command`kubectl -n ${namespace} delete pod ${pod}`;
      return `No controller starts ${names} on another node. Delete what nobody needs any more: ${deletion}`;
    },
  },
  {
    said: /waiting for pod "([^"\s]+)" in namespace "([^"\s]+)" to terminate/,
    hint: (pod = '', namespace = '') => `${pod} does not end: ${command`kubectl -n ${namespace} describe pod ${pod}`}`,
  },
];

const budget = 'A PodDisruptionBudget keeps a pod where it is: give what it guards one more pod (replicas)';

/** Makes the hints for a node whose pods did not leave it, from what kubectl said. */
export function stuckHints(said: string): readonly string[] {
  const found = rows.flatMap((row) => {
    const [all, ...parts] = row.said.exec(said) ?? [];
    return all === undefined ? [] : [row.hint(...parts)];
  });
  const isBudget = found.length === 0 || /disruption budget/.test(said);
  return [...found, ...(isBudget ? [budget] : []), 'microcloud init --no-drain leaves pods where they are'];
}
