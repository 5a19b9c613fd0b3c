import type { Service } from '../service.ts';
import type { Api } from './client.ts';

export interface Report {
  readonly service: Service;
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
}

/** How many Events are allowed at once, and how many more per minute: more nobody reads, and the API has other work. */
const burst = 20;
const perMinute = 10;

/**
 * Makes a function that writes Events on Services. It drops Events above the limits, as the status file has everything.
 */
export function eventWriter(api: Api, node: string, now: () => number = () => performance.now()) {
  let allowed = burst;
  let before = now();
  return async ({ service, type, reason, message }: Report): Promise<void> => {
    allowed = Math.min(burst, allowed + ((now() - before) / 60_000) * perMinute);
    before = now();
    if (allowed < 1) return;
    allowed--;
    const time = new Date().toISOString().replace(/\.\d+Z$/, 'Z');
    const { namespace, name, uid } = service;
    const event = {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { namespace, generateName: `${name}.` },
      involvedObject: { apiVersion: 'v1', kind: 'Service', namespace, name, uid },
      ...{ type, reason, message, count: 1, firstTimestamp: time, lastTimestamp: time },
      source: { component: 'microcloud-publisher', host: node },
    };
    await api.json(`/api/v1/namespaces/${namespace}/events`, { method: 'POST', body: event });
  };
}
