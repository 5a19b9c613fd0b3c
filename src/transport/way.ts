import { UserError } from '../errors.ts';
import { type Endpoint, endpointOf } from './endpoint.ts';
import type { Hop, HostSettings, SettingsOf } from './host-settings.ts';
import type { ConnectOptions, Surroundings, Target } from './options.ts';

/** All servers on the way to a node: its jump hosts in order, then the node. */
export type Route = readonly [...Endpoint[], Endpoint];

/** Finds the way to `target.address`. Throws a UserError. */
export async function endpointsOf(
  target: Target,
  settingsOf: SettingsOf,
  options: Pick<ConnectOptions, 'hostKeys'>,
  around: Surroundings,
): Promise<Route> {
  const seen = new Set<string>();
  const endpoint = (hop: Target, settings: HostSettings, isFirst: boolean) => {
    const end = endpointOf(hop, settings, options, around);
    return isFirst ? end : { ...end, proxyCommand: undefined };
  };
  const route = async (hop: Target): Promise<[...Endpoint[], Endpoint]> => {
    seen.add(hop.address);
    const settings = await settingsOf(hop);
    const [first, ...others] = jumpsOf(settings).filter((jump) => !seen.has(jump.address));
    if (!first) return [endpoint(hop, settings, true)];
    // Only the first jump host is reached from here, so only its own ProxyJump counts, as in ssh(1).
    const before = await route({ ...first, node: first.address });
    const between = others.map(async (jump) =>
      endpoint({ ...jump, node: jump.address }, await settingsOf(jump), false),
    );
    return [...before, ...(await Promise.all(between)), endpoint(hop, settings, false)];
  };
  return route(target);
}

function jumpsOf(settings: HostSettings): readonly Hop[] {
  const value = settings.one('proxyjump');
  if (value === undefined || value.toLowerCase() === 'none') return [];
  return value.split(',').map((text) => jumpTarget(text, settings.placeOf('proxyjump') ?? 'ProxyJump'));
}

function jumpTarget(text: string, place: string): Hop {
  const match = /^(?:ssh:\/\/)?(?:([^@]+)@)?(\[[^\]]+\]|[^:]+)(?::(\d+))?$/.exec(text.trim());
  if (!match?.[2])
    throw new UserError(`${place}: "${text}" is not a jump host`, {
      hints: ['Write ProxyJump user@host:port, several with commas between'],
      exitCode: 2,
    });
  const address = match[2].replace(/^\[|\]$/g, '');
  return { address, user: match[1], port: match[3] ? Number(match[3]) : undefined };
}
