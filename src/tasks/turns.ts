import type { Session } from '../engine/session.ts';
import type { Inventory } from '../inventory/schema.ts';
import { limit } from '../transport/limit.ts';

/** Which nodes go through a phase one at a time, so that a mistake cuts off one node and a quorum stays. */
const oneAtATime: Readonly<Record<string, (role: string) => boolean>> = {
  network: () => true,
  reboot: (role) => role === 'control-plane',
  join: (role) => role === 'control-plane',
};

/** Lets nodes into these phases one at a time, over the whole run. */
export function takeTurns({ nodes }: Inventory): (node: string) => NonNullable<Session['turn']> {
  const places = Object.fromEntries(Object.keys(oneAtATime).map((phase) => [phase, limit(1)]));
  return (name) => {
    const role = nodes.find((node) => node.name === name)?.role ?? 'worker';
    return (phase) =>
      new Promise((enter) => {
        const place = places[phase];
        if (!place || !oneAtATime[phase]?.(role)) return enter(() => {});
        void place(() => new Promise<void>((leave) => enter(leave)));
      });
  };
}
