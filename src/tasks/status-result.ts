import type { FindingId } from '../doctor/finding-ids.ts';
import type { FindingJson } from '../engine/finding-json.ts';
import type { ClusterState } from '../facts/cluster/cluster-state.ts';
import type { Vitals } from '../facts/vitals.ts';
import type { Inventory, Node } from '../inventory/schema.ts';

/** The state of the cluster and its nodes. `status --json` prints it: stable, as programs rely on it. */
export interface Status {
  readonly cluster: {
    readonly name: string;
    readonly distribution: Inventory['cluster']['distribution'];
    /** The version that the inventory asks for. */
    readonly version: string;
    /** host:port */
    readonly endpoint: string;
    /** The address that the control planes share, and which of them have it: one, when all is well. */
    readonly sharedAddress?: { readonly address: string; readonly nodes: readonly string[] };
    readonly podNetwork: string;
    /** none: not made yet. silent: its API does not answer. unknown: no control plane was reached. */
    readonly state: ClusterState['kind'] | 'unknown';
    /** Why the API does not answer. */
    readonly reason?: string;
  };
  readonly nodes: readonly NodeStatus[];
  /** Deployments and DaemonSets that lack pods. */
  readonly lacking: readonly { readonly name: string; readonly available: number; readonly wanted: number }[];
  /** Whether every node was reached, is Ready and lacks nothing, and no workload lacks pods. */
  readonly ok: boolean;
}

/** One node: as it answers itself, and as the cluster sees it. */
export interface NodeStatus {
  readonly name: string;
  /** Absent for a node of the cluster that is not in the inventory. */
  readonly role?: Node['role'];
  readonly address?: string;
  /** Why it was not reached, and what to do about it. */
  readonly unreachable?: { readonly id?: FindingId; readonly message: string; readonly hints: readonly string[] };
  /** "debian 13" */
  readonly system?: string;
  /** As dpkg calls it: arm64, armhf, amd64. */
  readonly architecture?: string;
  /** Its temperature, memory and processor; absent for a node that was not reached. */
  readonly vitals?: Vitals;
  /** Version of its kubelet: "v1.35.4". Absent when it is not in the cluster. */
  readonly kubernetes?: string;
  /** Absent when it is not in the cluster, or nobody could tell. */
  readonly ready?: boolean;
  /** Why it is not Ready, in Kubernetes' words. */
  readonly reason?: string;
  /** When the first of its Kubernetes certificates ends: RFC 3339. Absent where it has none that must be renewed. */
  readonly certificatesEnd?: string;
  readonly changes: readonly FindingJson[];
  readonly reboot: boolean;
  readonly problems: readonly (FindingJson & { readonly hint: string })[];
  readonly waits: readonly FindingJson[];
}
