import type { NetworkProfile } from '../../../facts/network-profiles.ts';
import type { Ground } from './stack.ts';

/**
 * Finds the profile by which NetworkManager configures the link; undefined where NetworkManager only looks at the link,
 * or where the profile has no file. netplan's profiles have no UUID: NetworkManager makes one of their path.
 */
export function activeProfile({ link, managers, profiles }: Ground): NetworkProfile | undefined {
  const active = managers.networkManager.get(link.name);
  if (!active || active.isExternal) return undefined;
  return profiles.find(({ uuid, id }) => (uuid === undefined ? id === active.profile : uuid === active.uuid));
}
