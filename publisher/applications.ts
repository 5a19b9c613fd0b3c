import type { NamespaceSelection } from './config.ts';
import { type Service, type ServiceObject, serviceOf } from './service.ts';
import { candidates } from './wanted.ts';

/** The kinds of objects whose number of replicas can be set. */
export const workloadKinds = ['deployments', 'statefulsets'] as const;
export type WorkloadKind = (typeof workloadKinds)[number];

export interface Workload {
  readonly kind: WorkloadKind;
  readonly namespace: string;
  readonly name: string;
  /** The labels by which it knows its pods. */
  readonly selector: Readonly<Record<string, string>>;
  readonly replicas: number;
  readonly ready: number;
}

/** A Service, with the selector that leads to its pods. */
export interface Entrance {
  readonly service: Service;
  readonly selector: Readonly<Record<string, string>>;
  /** Whether its workloads may be scaled now: templates/cloudy-pages.yaml. */
  readonly isScaling: boolean;
}

/** A Service that Cloudy shows, or would show if nobody had stopped it. */
export interface Application extends Entrance {
  readonly entries: readonly { readonly title: string; readonly port: number }[];
  readonly workloads: readonly Workload[];
  /** `fixed`: nothing behind it can be scaled, as with a DaemonSet. */
  readonly state: 'running' | 'starting' | 'stopped' | 'fixed';
}

export const scalingLabel = 'microcloud.cloudy/scaling';
export const stoppedAnnotation = 'microcloud.cloudy/stopped';

export interface EntranceObject extends ServiceObject {
  readonly metadata: ServiceObject['metadata'] & { readonly labels?: Readonly<Record<string, string>> };
  readonly spec?: ServiceObject['spec'] & { readonly selector?: Readonly<Record<string, string>> };
}

/** The fields of the API's Deployments and StatefulSets that are read here. */
export interface WorkloadObject {
  readonly metadata: { readonly namespace: string; readonly name: string };
  readonly spec: {
    readonly replicas?: number;
    readonly selector: { readonly matchLabels?: Readonly<Record<string, string>> };
  };
  readonly status?: { readonly readyReplicas?: number };
}

export function entranceOf(object: EntranceObject): Entrance {
  return {
    service: serviceOf(object),
    selector: object.spec?.selector ?? {},
    isScaling: scalingLabel in (object.metadata.labels ?? {}),
  };
}

export function workloadOf(kind: WorkloadKind, { metadata, spec, status }: WorkloadObject): Workload {
  const { namespace, name } = metadata;
  const [replicas, ready] = [spec.replicas ?? 1, status?.readyReplicas ?? 0];
  return { kind, namespace, name, selector: spec.selector.matchLabels ?? {}, replicas, ready };
}

/** Lists what Cloudy shows of a cluster, and what was stopped, by namespace and name. */
export function applicationsOf(
  entrances: readonly Entrance[],
  workloads: readonly Workload[],
  selection: NamespaceSelection,
): readonly Application[] {
  const services = entrances.map(({ service }) => ({ ...service, annotations: withoutStop(service.annotations) }));
  const shown = candidates(services, selection).filter(({ hidden, port }) => hidden === undefined && port > 0);
  return entrances
    .map((entrance): Application => {
      const { service } = entrance;
      const entries = shown
        .filter((one) => one.service.uid === service.uid)
        .map(({ title, port }) => ({ title, port }));
      const own = workloads.filter((one) => isBehind(one, entrance));
      return { ...entrance, entries, workloads: own, state: stateOf(service, own) };
    })
    .filter(({ entries }) => entries.length > 0)
    .sort((a, b) => keyOf(a.service).localeCompare(keyOf(b.service), 'en'));
}

/** How many pods each workload had: "deployments/web=2,statefulsets/db=1". */
export function noteOf(workloads: readonly Workload[]): string {
  return workloads.map(({ kind, name, replicas }) => `${kind}/${name}=${replicas}`).join(',');
}

/** Reads such a note. What somebody else wrote there has no effect. */
export function readNote(text = ''): ReadonlyMap<string, number> {
  const found = text.matchAll(/(?:^|,)([a-z]+\/[a-z0-9.-]+)=([0-9]{1,3})(?=,|$)/g);
  return new Map([...found].map(([, key = '', replicas]) => [key, Number(replicas)]));
}

function stateOf({ annotations }: Service, workloads: readonly Workload[]): Application['state'] {
  if (workloads.length === 0) return 'fixed';
  if (annotations.stopped !== undefined || workloads.every(({ replicas }) => replicas === 0)) return 'stopped';
  return workloads.every(({ ready, replicas }) => ready >= replicas) ? 'running' : 'starting';
}

function isBehind({ namespace, selector }: Workload, entrance: Entrance): boolean {
  const labels = Object.entries(entrance.selector);
  const isOne = namespace === entrance.service.namespace && labels.length > 0;
  return isOne && labels.every(([key, value]) => selector[key] === value);
}

function withoutStop({ stopped: _, ...others }: Service['annotations']): Service['annotations'] {
  return others;
}

function keyOf({ namespace, name }: Service): string {
  return `${namespace}/${name}`;
}
