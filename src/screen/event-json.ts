import type { Emit, Event } from '../engine/events.ts';
import { redacted } from '../shell/redact.ts';
import { visibleJson } from '../visible-text.ts';

const transferSteps = 10;

interface Options {
  /**
   * Whether a change comes with its script. Secrets in it are replaced by labels, also those in files that microcloud
   * did not write.
   */
  readonly withScripts: boolean;
  readonly now?: Date;
}

/** Writes an event as one line of JSON that begins with the time. */
export function eventJson(event: Event, { withScripts, now = new Date() }: Options): string {
  return visibleJson({ time: now.toISOString(), ...shortened(event, withScripts) });
}

/** Passes all events on, but about ten of each transfer only, which has an event for every chunk. */
export function fewerTransfers(emit: Emit): Emit {
  const steps = new Map<string, number>();
  return (event) => {
    if (event.kind === 'transfer') {
      const { node, direction, name, bytes, total } = event;
      const key = `${node} ${direction} ${name}`;
      const step = total ? Math.floor((transferSteps * bytes) / total) : 0;
      if (steps.get(key) === step) return;
      steps.set(key, step);
    }
    emit(event);
  };
}

function shortened(event: Event, withScripts: boolean): object {
  switch (event.kind) {
    case 'change': {
      const { id, about, summary, script } = event.change;
      return { ...event, change: { id, about, summary, ...(withScripts ? { script: redacted(script.display) } : {}) } };
    }
    case 'changed':
      return { ...event, changes: event.changes.map(({ id, about, summary }) => ({ id, about, summary })) };
    case 'waiting': {
      const { id, about, summary, limitSeconds } = event.wait;
      return { ...event, wait: { id, about, summary, limitSeconds } };
    }
    default:
      return event;
  }
}
