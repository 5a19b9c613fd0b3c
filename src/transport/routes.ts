import { endpointsOf, type Route } from './endpoint.ts';
import { readKnownHosts } from './host-keys.ts';
import { knownHostName, linesAbout } from './known-hosts.ts';
import type { ConnectOptions, Surroundings, Target } from './options.ts';
import type { Setting } from './ssh-config.ts';

/** Ways to one node, the one to have first. */
export type Routes = readonly [Route, ...Route[]];

/**
 * The ways to a node at its present and its static address.
 *
 * Whoever was never met at the static address may be another machine that has it: where the inventory says that the
 * node is now comes first, and moving from there finds out who has the other one.
 */
export async function routesTo(
  target: Target,
  settings: readonly Setting[],
  options: Pick<ConnectOptions, 'hostKeys'>,
  around: Surroundings,
): Promise<Routes> {
  const routeTo = (address: string) => endpointsOf({ ...target, address }, settings, options, around);
  const { address, staticAddress = address } = target;
  const now = routeTo(address);
  if (staticAddress === address) return [now];
  const forGood = routeTo(staticAddress);
  return (await isKnown(forGood)) ? [forGood, now] : [now, forGood];
}

/** Whether the host key at the end of a route is written down: this machine has been there before. */
async function isKnown(route: Route): Promise<boolean> {
  const { knownAs, knownHostsFiles } = lastOf(route);
  return linesAbout([knownAs], await readKnownHosts(knownHostsFiles)).length > 0;
}

/** The same route to a node that now has another address. */
export function moved(route: Route, node: string, address: string): Route {
  const endpoint = lastOf(route);
  const hasAlias = endpoint.knownAs !== knownHostName(endpoint.host, endpoint.port);
  const knownAs = hasAlias ? endpoint.knownAs : knownHostName(address, endpoint.port);
  return [...route.slice(0, -1), { ...endpoint, host: address, label: `${node} (${address})`, knownAs }];
}

/** The node itself. */
export function lastOf(route: Route) {
  return route.at(-1) ?? route[0];
}
