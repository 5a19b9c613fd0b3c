import { addressesInSubnet, readableAddresses } from './addresses.ts';
import type { Check } from './check.ts';
import { loginHasPages, reachableMembers } from './cloudy.ts';
import { oddControlPlanes, oneDistribution, readableEndpoint, sharedEndpoint } from './control-planes.ts';
import { gatewaysInSubnet, staticAddressesHaveNetwork } from './gateways.ts';
import { acceptedLabels, acceptedTaints } from './labels.ts';
import { addressesOutsideOfCluster, networksWithoutHostBits, separateNetworks } from './networks.ts';
import { podNetworkFitsNodes, serviceNetworkSize } from './sizes.ts';
import { existingKeys, namedSecrets } from './ssh.ts';
import { uniqueAddresses, uniqueNames } from './unique.ts';
import { knownVersion } from './versions.ts';

/** Everything that the schema cannot say. Their order does not matter: mistakes are sorted by position. */
export const checks: readonly Check[] = [
  uniqueNames,
  uniqueAddresses,
  readableAddresses,
  addressesInSubnet,
  staticAddressesHaveNetwork,
  gatewaysInSubnet,
  networksWithoutHostBits,
  separateNetworks,
  addressesOutsideOfCluster,
  podNetworkFitsNodes,
  serviceNetworkSize,
  oddControlPlanes,
  sharedEndpoint,
  readableEndpoint,
  oneDistribution,
  knownVersion,
  acceptedLabels,
  acceptedTaints,
  existingKeys,
  namedSecrets,
  reachableMembers,
  loginHasPages,
];
