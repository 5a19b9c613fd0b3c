import type { Event } from '../engine/events.ts';

/** An event as one line of JSON: time first, scripts and secrets as people may read them. */
export function eventJson(event: Event, now = new Date()): string {
  const shown = (key: string, value: unknown) =>
    key === 'before' || key === 'after' || key === 'artifact' ? undefined : value;
  return JSON.stringify({ time: now.toISOString(), ...event }, shown);
}
