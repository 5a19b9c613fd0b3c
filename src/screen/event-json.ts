import type { Emit, Event } from '../engine/events.ts';

const transferSteps = 10;

interface Options {
  /** Whether changes come with the script that runs, secrets as labels. */
  readonly withScripts: boolean;
  readonly now?: Date;
}

/** An event as one line of JSON, time first. */
export function eventJson(event: Event, { withScripts, now = new Date() }: Options): string {
  return JSON.stringify({ time: now.toISOString(), ...shortened(event, withScripts) });
}

/** Passes everything on, but of each transfer only ten steps: chunks are many. */
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
      const { summary, script } = event.change;
      return { ...event, change: { summary, ...(withScripts ? { script: script.display } : {}) } };
    }
    case 'changed':
      return { ...event, changes: event.changes.map(({ summary }) => summary) };
    case 'waiting': {
      const { summary, limitSeconds } = event.wait;
      return { ...event, wait: { summary, limitSeconds } };
    }
    default:
      return event;
  }
}
