import { count } from '../counted.ts';
import type { Emit, Event } from '../engine/events.ts';
import { eventText, withoutNode } from './event-text.ts';
import { fitted } from './fitted.ts';
import { type LiveLines, liveLines, type Terminal } from './live-lines.ts';
import { few, namesText } from './names-text.ts';
import { type Paint, paintFor } from './paint.ts';
import { clockText, durationText } from './phrases.ts';
import type { NodePlan } from './plan-text.ts';

/** Rows that show a run while it goes on. */
export interface Rows {
  readonly hear: Emit;
  /** Ends the rows. A node that is still open was left out by the run, and its row says so. */
  stop(): void;
  /** Ends the rows early: open nodes are marked as stopped. */
  interrupt(): void;
}

interface Row {
  readonly name: string;
  /** How many changes the plan of the node had. One change may make others necessary, so a run may make more. */
  readonly planned: number;
  made: number;
  says: string;
  /** Since when `says` is the same, in milliseconds of the clock. */
  since: number;
  end: 'done' | 'failed' | undefined;
}

interface Options {
  readonly terminal?: Terminal & NodeJS.WritableStream;
  readonly now?: () => number;
  readonly paint?: Paint;
}

/** Seconds after which a row says how long the node has been doing the same. */
const longSeconds = 5;
const drawMilliseconds = 1000;

/**
 * Shows what each node does now and for how long, and below that how much of the run is done and how long it has taken.
 * A node that has ended becomes a line that stays above. There are never more rows than the terminal has: the first
 * open nodes are shown, and the others counted.
 */
export function startRows(nodes: readonly NodePlan[], options: Options = {}): Rows {
  const { terminal = process.stderr, now = Date.now, paint = paintFor(terminal) } = options;
  const started = now();
  const rows = new Map(nodes.map((node) => [node.name, rowOf(node, started)]));
  const lines: LiveLines = liveLines(terminal);
  let isOver = false;
  const draw = (above: readonly string[] = []) => {
    if (!isOver) lines.show(rowLines([...rows.values()], { ...lines.room(), started, now: now() }), above);
  };
  const timer = setInterval(draw, drawMilliseconds);
  timer.unref();
  draw();
  const endAll = (says: string) => {
    if (isOver) return;
    clearInterval(timer);
    const open = [...rows.values()].filter(({ end }) => !end).map(({ name }) => name);
    const each = open.length > few ? [namesText(open)] : open;
    const { columns } = lines.room();
    lines.show(
      [],
      each.map((names) => fitted(`  ${names}: ${says}`, columns)),
    );
    isOver = true;
  };
  return {
    hear(event) {
      const row = rows.get(event.node);
      if (!row || row.end || !take(row, event, now())) return;
      draw(row.end ? [fitted(endText(row, paint), lines.room().columns)] : []);
    },
    stop: () => endAll('left as it is'),
    interrupt: () => endAll('stopped'),
  };
}

function rowOf({ name, plan }: NodePlan, since: number): Row {
  const planned = plan.reduce((sum, { changes }) => sum + changes.length, 0);
  return { name, planned, made: 0, says: 'waits for its turn', since, end: undefined };
}

/** Updates the row with an event. Returns whether the row must be drawn again. */
function take(row: Row, event: Event, now: number): boolean {
  if (event.kind === 'changed') row.made += event.changes.length;
  if (event.kind === 'converged') row.end = 'done';
  if (event.kind === 'failed') row.end = 'failed';
  const says = eventText(event);
  if (says === undefined) return event.kind === 'changed';
  // A wait or a transfer that goes on only changes its numbers in brackets: that is still the same work.
  if (unnumbered(says) !== unnumbered(row.says)) row.since = now;
  row.says = row.end === 'failed' ? says : withoutNode(says, row.name);
  return true;
}

function unnumbered(text: string): string {
  return text.replaceAll(/\(\d[^)]*\)/g, '');
}

function endText({ name, says, end }: Row, paint: Paint): string {
  return end === 'failed'
    ? paint('problem', `! ${says.startsWith(name) ? says : `${name}: ${says}`}`)
    : paint('done', `  ${name}: ${says}`);
}

interface Look {
  readonly rows: number;
  readonly columns: number;
  readonly started: number;
  readonly now: number;
}

function rowLines(all: readonly Row[], { rows, columns, started, now }: Look): readonly string[] {
  const open = all.filter(({ end }) => !end);
  const sumLines = (more: number) => fitted(sumText(all, { more, started, now }), columns - 1).split('\n');
  const shown = open.slice(0, Math.max(rows - sumLines(open.length).length, 0));
  const width = Math.max(0, ...shown.map(({ name }) => name.length));
  return [...shown.map((row) => rowText(row, width, now)), ...sumLines(open.length - shown.length)];
}

function rowText({ name, planned, made, says, since }: Row, width: number, now: number): string {
  const seconds = Math.floor((now - since) / 1000);
  const isTimed = seconds >= longSeconds && !/\(\d+ s\)$/.test(says);
  const part = planned > 0 ? `${String(Math.min(made, planned)).padStart(String(planned).length)}/${planned}  ` : '';
  return `  ${name.padEnd(width)}  ${part}${isTimed ? `(${durationText(seconds)}) ` : ''}${says}`;
}

/** Sums up the run: "1 of 3 nodes done, 2 to go; 42 of 174 changes; 2 min 10 s, since 14:02". */
function sumText(
  all: readonly Row[],
  { more, started, now }: Pick<Look, 'started' | 'now'> & { readonly more: number },
): string {
  const of = (end: Row['end']) => all.filter((row) => row.end === end).length;
  const planned = all.reduce((sum, row) => sum + row.planned, 0);
  const made = all.reduce((sum, row) => sum + (row.end === 'done' ? row.planned : Math.min(row.made, row.planned)), 0);
  const parts = [
    `${of('done')} of ${count(all.length, 'node')} done${of('failed') > 0 ? `, ${of('failed')} failed` : ''}, ${of(undefined)} to go${more > 0 ? ` (${more} not shown)` : ''}`,
    ...(planned > 0 ? [`${made} of ${count(planned, 'change')}`] : []),
    `${durationText(Math.floor((now - started) / 1000))}, since ${clockText(started)}`,
  ];
  return parts.join('; ');
}
