import { wantedAddons } from '../../distributions/addons.ts';
import { distributionOf } from '../../distributions/table.ts';
import type { Fact } from '../../engine/model.ts';
import type { Cluster, Node } from '../../inventory/schema.ts';
import { type Controller, controllerTable } from './controller-object.ts';
import { type AdmissionHooks, type ApiService, admissionTable, apiServiceTable } from './extension-object.ts';
import type { Reply } from './kubectl-get.ts';
import { type NodeObject, nodeTable } from './node-object.ts';
import type { ObjectId } from './object-id.ts';
import { type PodObject, podTable } from './pod-object.ts';
import { listFact, namedFact } from './query.ts';
import { type ServiceObject, serviceTable } from './service-object.ts';
import {
  type CertificateRequest,
  type ClaimObject,
  claimTable,
  type NamespaceObject,
  namespaceTable,
  requestTable,
} from './unfinished-object.ts';
import { type Workload, workloadTable } from './workload.ts';

/** The cluster as a control plane sees it. */
export type ClusterState = Reply<{ readonly nodes: readonly NodeObject[]; readonly workloads: readonly Workload[] }>;

/** The DaemonSets that keep tokens for the publishers and for Cloudy's pages, with every distribution. */
const accounts = ['DaemonSet microcloud/cloudy-publisher', 'DaemonSet microcloud/cloudy-pages'];

/** Lists the workloads that steps look at: those of microcloud's own manifests, and those of the distribution. */
export function watchedWorkloads(cluster: Pick<Cluster, 'distribution' | 'addons'>): readonly ObjectId[] {
  const ofAddons = wantedAddons(cluster).flatMap(({ workloads }) => workloads);
  return [...distributionOf(cluster).workloads, ...accounts, ...ofAddons].map((text) => {
    const [kind = '', namespace = '', name = ''] = text.split(/[ /]/);
    return { apiVersion: 'apps/v1', kind, namespace, name };
  });
}

/** Asks what every run asks of the cluster: the nodes of the inventory, and the workloads that steps look at. */
export function clusterState({
  cluster,
  nodes,
}: {
  readonly cluster: Pick<Cluster, 'distribution' | 'addons'>;
  readonly nodes: readonly Pick<Node, 'name'>[];
}): Fact<ClusterState> {
  const members = nodes.map(({ name }): ObjectId => ({ apiVersion: 'v1', kind: 'Node', namespace: '', name }));
  const ids = [...members, ...watchedWorkloads(cluster)];
  return namedFact('cluster', cluster, ids, { nodes: nodeTable, workloads: workloadTable });
}

/** Asks for all nodes and workloads of the cluster, also those that the inventory does not name. */
export function wholeCluster(cluster: Pick<Cluster, 'distribution'>): Fact<ClusterState> {
  return listFact('whole cluster', cluster, { nodes: nodeTable, workloads: workloadTable });
}

/** What runs in the cluster. */
export interface ClusterObjects {
  /** When it was asked, seconds since 1970, by the node's clock. */
  readonly now: number;
  readonly nodes: readonly NodeObject[];
  readonly pods: readonly PodObject[];
  readonly services: readonly ServiceObject[];
  readonly controllers: readonly Controller[];
  readonly namespaces: readonly NamespaceObject[];
  readonly claims: readonly ClaimObject[];
  readonly requests: readonly CertificateRequest[];
  readonly apiServices: readonly ApiService[];
  readonly admission: readonly AdmissionHooks[];
}

const everything = {
  ...{ nodes: nodeTable, pods: podTable, services: serviceTable, controllers: controllerTable },
  ...{ namespaces: namespaceTable, claims: claimTable, requests: requestTable },
  ...{ apiServices: apiServiceTable, admission: admissionTable },
};

/** Asks for everything that doctor's checks of the cluster look at. */
export function clusterObjects(cluster: Pick<Cluster, 'distribution'>): Fact<Reply<ClusterObjects>> {
  return listFact('cluster objects', cluster, everything);
}
