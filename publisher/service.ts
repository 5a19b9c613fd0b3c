/** The part of a Kubernetes Service that the publisher remembers: whole Services would take too much memory. */
export interface Service {
  readonly uid: string;
  readonly namespace: string;
  readonly name: string;
  readonly created: string;
  readonly type: string;
  /** The annotations that begin with "microcloud.cloudy/", by the rest of their names. */
  readonly annotations: Readonly<Record<string, string>>;
  readonly ports: readonly ServicePort[];
  /** Whether only those nodes answer that run its pods. */
  readonly isLocal: boolean;
}

export interface ServicePort {
  readonly name: string;
  /** The port on the nodes; 0 when there is none. */
  readonly nodePort: number;
}

const annotationPrefix = 'microcloud.cloudy/';

/** The fields of the API's Service objects that are read here. */
export interface ServiceObject {
  readonly metadata: {
    readonly uid: string;
    readonly namespace: string;
    readonly name: string;
    readonly creationTimestamp: string;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly spec?: {
    readonly type?: string;
    readonly externalTrafficPolicy?: string;
    readonly ports?: readonly { readonly name?: string; readonly nodePort?: number }[];
  };
}

/** Tells whether a Service can be reached from outside of the cluster. Most cannot. */
export function isForOutside({ type }: Service): boolean {
  return type === 'NodePort' || type === 'LoadBalancer';
}

export function serviceOf({ metadata, spec }: ServiceObject): Service {
  const { uid, namespace, name, creationTimestamp: created } = metadata;
  const annotations = Object.entries(metadata.annotations ?? {})
    .filter(([key]) => key.startsWith(annotationPrefix))
    .map(([key, value]) => [key.slice(annotationPrefix.length), value] as const);
  return {
    ...{ uid, namespace, name, created },
    type: spec?.type ?? 'ClusterIP',
    annotations: Object.fromEntries(annotations),
    ports: (spec?.ports ?? []).map((port) => ({ name: port.name ?? '', nodePort: port.nodePort ?? 0 })),
    isLocal: spec?.externalTrafficPolicy === 'Local',
  };
}
