import type { Check } from '../draft.ts';
import { addonsOnOwnNodes, addonsThatAreMissing } from './check-addons.ts';
import { addressesInSubnet, readableAddresses } from './check-addresses.ts';
import { loginHasPages, reachableMembers } from './check-cloudy.ts';
import { containerdSettingsAreRead } from './check-containerd.ts';
import { oddControlPlanes, oneDistribution, readableEndpoint, sharedEndpoint } from './check-control-planes.ts';
import { gatewaysInSubnet, staticAddressesHaveNetwork } from './check-gateways.ts';
import { acceptedLabels, acceptedTaints } from './check-labels.ts';
import {
  addressesOutsideOfCluster,
  networksWithoutHostBits,
  podNetworkFitsNodes,
  separateNetworks,
  serviceNetworkSize,
} from './check-networks.ts';
import { agreedNamespaces, namespacesForPeople, uniquePeople } from './check-people.ts';
import { settingsOfProxies, sharedAddressOfProxies } from './check-proxies.ts';
import { sharedAddressAlone, sharedAddressOfNobody, sharedAddressOutsideOfCluster } from './check-shared-address.ts';
import { existingKeys, loginNames, namedSecrets } from './check-ssh.ts';
import { namesOfOne, uniqueAddresses, uniqueNames } from './check-unique.ts';
import { knownVersion } from './check-version.ts';

/** All checks of what the schema cannot express. Their order does not matter: mistakes are sorted by position. */
export const checks: readonly Check[] = [
  uniqueNames,
  namesOfOne,
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
  sharedAddressAlone,
  sharedAddressOfNobody,
  sharedAddressOutsideOfCluster,
  sharedAddressOfProxies,
  settingsOfProxies,
  oneDistribution,
  knownVersion,
  containerdSettingsAreRead,
  addonsThatAreMissing,
  addonsOnOwnNodes,
  acceptedLabels,
  acceptedTaints,
  loginNames,
  existingKeys,
  namedSecrets,
  reachableMembers,
  loginHasPages,
  uniquePeople,
  namespacesForPeople,
  agreedNamespaces,
];
