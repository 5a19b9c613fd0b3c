export interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
}

/** A Node of Kubernetes as its status tells. */
export interface NodeObject {
  readonly name: string;
  readonly conditions: readonly Condition[];
  readonly isCordoned: boolean;
  readonly internalAddress: string | undefined;
  readonly podCidr: string;
  /** "v1.35.4" */
  readonly version: string;
  /** The address that Flannel tells other nodes; '' without. */
  readonly flannelAddress: string;
}

interface ContainerState {
  readonly waiting?: { readonly reason?: string; readonly message?: string };
  readonly terminated?: { readonly reason?: string; readonly exitCode?: number; readonly message?: string };
}

export interface ContainerStatus {
  readonly name: string;
  readonly image: string;
  readonly ready: boolean;
  readonly restartCount: number;
  readonly state?: ContainerState;
  readonly lastState?: ContainerState;
}

export interface PodObject {
  readonly namespace: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly phase: string;
  /** '' while nothing runs it. */
  readonly node: string;
  readonly created: number;
  readonly isEnding: boolean;
  readonly reason: string;
  readonly usesHostNetwork: boolean;
  readonly conditions: readonly Condition[];
  readonly containers: readonly ContainerStatus[];
}

export interface ServiceObject {
  readonly namespace: string;
  readonly name: string;
  readonly type: string;
  readonly address: string;
  readonly isLocal: boolean;
  readonly selector: Readonly<Record<string, string>> | undefined;
  readonly ports: readonly { readonly port: number; readonly protocol?: string; readonly nodePort?: number }[];
}

/** What runs in the cluster; undefined where the API does not answer, or there is none. */
export interface ClusterObjects {
  /** When it was asked, seconds since 1970, by the node's clock. */
  readonly now: number;
  readonly nodes: readonly NodeObject[];
  readonly pods: readonly PodObject[];
  readonly services: readonly ServiceObject[];
}
