import { planCheck } from '../check.ts';

/** Faults of what runs inside the cluster, which steps of the phases addons and settle look for. */
export default [
  planCheck({
    id: 'pods.rollout',
    step: 'Pods of microcloud run',
    title: 'Pods that microcloud deployed do not run',
    severity: 'problem',
    why: 'Nodes without them lack the pod network, or do not publish.',
    advice: 'kubectl get pods -A -o wide',
    runbook:
      'Their DaemonSet has too few pods, or pods of an earlier version. The message says which; `kubectl describe pods` says what they wait for.',
    source: 'kubectl rollout status',
  }),
];
