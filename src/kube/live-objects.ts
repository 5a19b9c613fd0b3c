import type { V1Pod, V1Service } from '@kubernetes/client-node';

/** A pod, as the page shows it. */
export interface LivePod {
  readonly namespace: string;
  readonly name: string;
  /** Absent while the pod is not scheduled. */
  readonly node?: string;
  /** As kubectl says it: "Running", "Terminating", "CrashLoopBackOff", "Init:ImagePullBackOff". */
  readonly state: string;
  /** Whether the pod runs and is ready, or has completed. */
  readonly isFine: boolean;
  readonly ready: number;
  readonly containers: readonly string[];
  readonly restarts: number;
  /** RFC 3339 */
  readonly created?: string;
}

/** A Service, as the page shows it. */
export interface LiveService {
  readonly namespace: string;
  readonly name: string;
  readonly type: string;
  readonly ports: readonly { readonly port: number; readonly protocol: string; readonly nodePort?: number }[];
  /** Addresses of its load balancer. */
  readonly addresses: readonly string[];
}

export function livePod({ metadata = {}, spec, status }: V1Pod): LivePod {
  const { namespace = '', name = '', creationTimestamp, deletionTimestamp } = metadata;
  const running = status?.containerStatuses ?? [];
  const ready = running.filter((one) => one.ready).length;
  const containers = (spec?.containers ?? []).map((one) => one.name);
  const state = deletionTimestamp ? 'Terminating' : stateOf(status);
  const created = creationTimestamp && new Date(creationTimestamp);
  return {
    namespace,
    name,
    ...(spec?.nodeName ? { node: spec.nodeName } : {}),
    state,
    isFine: (state === 'Running' && ready === containers.length) || state === 'Succeeded' || state === 'Completed',
    ready,
    containers,
    restarts: running.reduce((sum, { restartCount }) => sum + restartCount, 0),
    ...(created && !Number.isNaN(created.valueOf()) ? { created: created.toISOString() } : {}),
  };
}

/** Says why a pod does not run, where a container has a reason; else the pod's phase. */
function stateOf(status: V1Pod['status']): string {
  const reasonIn = (list: NonNullable<V1Pod['status']>['containerStatuses'] = []) =>
    list.flatMap(({ state }) => state?.waiting?.reason ?? state?.terminated?.reason ?? [])[0];
  const isInitialised = (status?.conditions ?? []).some((one) => one.type === 'Initialized' && one.status === 'True');
  const first = isInitialised ? undefined : reasonIn(status?.initContainerStatuses);
  const reason = first === undefined ? reasonIn(status?.containerStatuses) : `Init:${first}`;
  return status?.reason ?? reason ?? status?.phase ?? 'Unknown';
}

export function liveService({ metadata = {}, spec, status }: V1Service): LiveService {
  const { namespace = '', name = '' } = metadata;
  const ports = (spec?.ports ?? []).map(({ port, protocol = 'TCP', nodePort }) => ({
    port,
    protocol,
    ...(nodePort ? { nodePort } : {}),
  }));
  const addresses = (status?.loadBalancer?.ingress ?? []).flatMap(({ ip, hostname }) => ip ?? hostname ?? []);
  return { namespace, name, type: spec?.type ?? 'ClusterIP', ports, addresses };
}
