/** What is kept of a Kubernetes Service: whole ones of a big cluster would not fit into the memory there is. */
export interface Service {
  readonly uid: string;
  readonly namespace: string;
  readonly name: string;
  readonly created: string;
  readonly type: string;
  /** By what follows "microcloud.cloudy/". */
  readonly annotations: Readonly<Record<string, string>>;
  readonly ports: readonly ServicePort[];
  /** Only the nodes that run its pods answer. */
  readonly isLocal: boolean;
}

export interface ServicePort {
  readonly name: string;
  /** 0 where no port of the node leads there. */
  readonly nodePort: number;
}

const annotationPrefix = 'microcloud.cloudy/';

/** The fields that are read of what the API says. */
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

/** Whether it can ever be of interest: most Services of a cluster are for its inside only. */
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
