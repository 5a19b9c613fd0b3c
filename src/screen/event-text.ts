import type { Emit, Event } from '../engine/events.ts';
import { visibleLine } from '../visible-text.ts';
import { clipped, sizeText } from './phrases.ts';

const repeatSeconds = 60;

/** Says in a few words what goes on at a node; undefined when the event has no news for people. */
export function eventText(event: Event): string | undefined {
  const text = wordsFor(event);
  return text === undefined ? undefined : visibleLine(text);
}

function wordsFor(event: Event): string | undefined {
  switch (event.kind) {
    case 'connecting':
      return `connecting to ${event.address}`;
    case 'asking':
      return 'looking at it';
    case 'change':
      return event.change.summary;
    case 'waiting':
      return `waits: ${clipped(event.wait.summary, 120)}${event.seconds > 0 ? ` (${event.seconds} s)` : ''}`;
    case 'transfer':
      return `${event.direction === 'download' ? 'fetching' : 'receiving'} ${event.name} (${progress(event)})`;
    case 'note':
      return event.message;
    case 'converged':
      return event.changes === 0 ? 'nothing to do' : 'done';
    case 'failed':
      return event.message.split('\n', 1).join('');
    default:
      return undefined;
  }
}

/** What goes on at a node, for a line that has its name already: "Waiting for pi-1 (192.168.0.201): …" is "waits: …". */
export function withoutNode(text: string, node: string): string {
  const own = `Waiting for ${node}`;
  if (!text.startsWith(own)) return text;
  return text.slice(own.length).replace(/^(?: \([^)]*\))?: /, 'waits: ');
}

/**
 * Writes a run as lines that stay, for logs and pipes: a transfer when it ends, a wait when it begins and each minute.
 */
export function eventLines(write: (line: string) => void): Emit {
  const waits = new Map<string, string>();
  return (event) => {
    if (event.kind === 'transfer' && event.bytes !== event.total) return;
    if (event.kind === 'waiting') {
      const { node, wait, seconds } = event;
      const isNew = waits.get(node) !== wait.summary;
      waits.set(node, wait.summary);
      if (!isNew && seconds % repeatSeconds !== 0) return;
    }
    const text = eventText(event);
    if (text !== undefined) write(text.startsWith(event.node) ? text : `${event.node}: ${text}`);
  };
}

function progress({ bytes, total }: Event & { kind: 'transfer' }): string {
  return total ? `${Math.floor((100 * bytes) / total)}%` : sizeText(bytes);
}
