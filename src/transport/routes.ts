import type { SettingsOf } from './host-settings.ts';
import { knownHostName, linesAbout } from './known-hosts.ts';
import { readKnownHosts } from './known-hosts-files.ts';
import type { ConnectOptions, Surroundings, Target } from './options.ts';
import { endpointsOf, type Route } from './way.ts';

/** Ways to one node. The first one is preferred where several work. */
export type Routes = readonly [Route, ...Route[]];

/**
 * Returns the ways to a node: by its address for good, and by its present address.
 *
 * If this computer has never met the node at its address for good, another machine may have that address. Then the way
 * to its present address comes first: when the node is moved from there, it is found out who has the other address.
 */
export async function routesTo(
  target: Target,
  settingsOf: SettingsOf,
  options: Pick<ConnectOptions, 'hostKeys'>,
  around: Surroundings,
): Promise<Routes> {
  const routeTo = (address: string) => endpointsOf({ ...target, address }, settingsOf, options, around);
  const { address, sshAddress = address } = target;
  if (sshAddress === address) return [await routeTo(address)];
  const [forGood, now] = await Promise.all([routeTo(address), routeTo(sshAddress)]);
  return (await isKnown(forGood)) ? [forGood, now] : [now, forGood];
}

/** Tells whether known_hosts has a key for the end of a route: then this computer has been there before. */
async function isKnown(route: Route): Promise<boolean> {
  const { knownAs, knownHostsFiles } = lastOf(route);
  return linesAbout([knownAs], await readKnownHosts(knownHostsFiles)).length > 0;
}

/** Returns the same route to a node that has another address now. */
export function moved(route: Route, node: string, address: string): Route {
  const endpoint = lastOf(route);
  const hasAlias = endpoint.knownAs !== knownHostName(endpoint.host, endpoint.port);
  const knownAs = hasAlias ? endpoint.knownAs : knownHostName(address, endpoint.port);
  return [...route.slice(0, -1), { ...endpoint, host: address, label: `${node} (${address})`, knownAs }];
}

/** Returns the last server of a route: the node itself. */
export function lastOf(route: Route) {
  return route.at(-1) ?? route[0];
}
