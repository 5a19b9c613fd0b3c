import type { Clock } from '../../src/engine/clock.ts';
import type { Event } from '../../src/engine/events.ts';
import type { Scope } from '../../src/engine/model.ts';
import type { Session } from '../../src/engine/session.ts';
import { type Behaviour, fakeNode } from './fake-node.ts';
import { makeScope } from './plan.ts';

/** Makes a clock whose pauses take no time. It counts how long they would have been. */
function jumpingClock(): Clock & { readonly seconds: () => number } {
  let now = 0;
  return {
    now: () => now,
    async sleep(ms) {
      now += ms;
    },
    seconds: () => now / 1000,
  };
}

/** Makes a session with one fake node. Its pauses take no time. */
export function fakeSession(behaviour: Behaviour = {}, scope: Scope = makeScope()) {
  const connection = fakeNode(behaviour);
  const events: Event[] = [];
  const clock = jumpingClock();
  const session: Session = {
    ...{ connection, scope, clock },
    facts: [],
    emit: (event) => events.push(event),
    holder: 'test',
  };
  const said = () => events.flatMap((event) => (event.kind === 'note' ? [`${event.node}: ${event.message}`] : []));
  return { session, connection, clock, events, said };
}
