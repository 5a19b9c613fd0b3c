import type { Report } from './api/service-events.ts';
import type { Pass } from './pass.ts';
import { rendezvous } from './rendezvous.ts';
import { keyOf } from './service-status.ts';
import type { ServiceStatus } from './status.ts';

/** Returns Events about Services that cannot be shown any more, or can again. Only one publisher writes each Event. */
export function reports(
  { wishes, own, others }: Pass,
  before: readonly ServiceStatus[],
  after: readonly ServiceStatus[],
): readonly Report[] {
  if (before === after) return [];
  const wasRefused = new Set(before.filter(({ state }) => state === 'refused').map(keyOf));
  const names = [own.name, ...others.map(({ name }) => name)];
  return after.flatMap((status, index): readonly Report[] => {
    const { state, port, node, address, reason } = status;
    const service = wishes.candidates[index]?.service;
    const was = wasRefused.has(keyOf(status));
    if (!service || (state === 'refused') === was) return [];
    if (rendezvous(port, names)[0] !== own.name) return [];
    if (state === 'refused') {
      const message = `Port ${port} is not in Cloudy: ${reason}.`;
      return [{ service, type: 'Warning', reason: 'NotPublished', message }];
    }
    if (state === 'published') {
      const message = `Port ${port} is in Cloudy now, as ${address}:${port} of ${node}.`;
      return [{ service, type: 'Normal', reason: 'Published', message }];
    }
    return [];
  });
}
