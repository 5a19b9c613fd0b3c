import { apiAddress, apiName, namedEndpoint } from '../../inventory/address.ts';
import type { Cluster, Node } from '../../inventory/schema.ts';
import { withBlock } from '../../resources/block.ts';

interface Called {
  readonly cluster: Cluster;
  readonly nodes: readonly Node[];
  /** Host and port by which this node calls the API; '' where it is in no cluster. */
  readonly called: string;
}

/** Says whether a host or an endpoint is a name that microcloud gives the API. */
export function isApiName(host: string): boolean {
  return /^api\.[a-z0-9-]+\.internal(:|$)/.test(host);
}

/**
 * Says by what host and port a node shall call the API. A node that calls it by an address goes on with that address,
 * until the control planes share another one.
 */
export function wantedApi({ cluster, nodes, called }: Called): string {
  if (called === '' || cluster.endpoint !== undefined) return called || namedEndpoint(cluster, nodes);
  const isKept =
    isApiName(called) || [undefined, called].includes(cluster.sharedAddress && `${cluster.sharedAddress}:6443`);
  return isKept ? called : `${apiName(cluster)}:6443`;
}

/**
 * Makes the line of /etc/hosts for the API's name: the shared address, else that of the control plane; undefined where
 * nodes call the API by an address.
 */
export function apiLine(about: Called): string | undefined {
  const [host = ''] = wantedApi(about).split(':');
  const address = apiAddress(about.cluster, about.nodes);
  return isApiName(host) && address !== undefined ? `${address}\t${host}` : undefined;
}

/** Puts this line into the text of /etc/hosts, or takes the line about the API's name out. */
export function withApiLine(text: string, line: string | undefined): string {
  return withBlock(text, line === undefined ? [] : [line], { name: 'microcloud api' });
}
