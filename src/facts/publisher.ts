import * as z from 'zod';
import type { Status } from '../../publisher/status.ts';
import { sh } from '../shell/sh.ts';
import { commandFact } from './command.ts';

/** What the publisher of a node last said; `age` in seconds, by the node's own clock. */
export type PublisherState =
  | { readonly kind: 'none' }
  | { readonly kind: 'said'; readonly age: number; readonly status: Status };

export const publisherStatusFile = '/run/microcloud-publisher/status.json';

const part = z.object({ state: z.enum(['ok', 'down', 'unknown']), since: z.string(), reason: z.string().optional() });
const service = z.object({
  ...{ namespace: z.string(), name: z.string(), port: z.number(), title: z.string(), since: z.string() },
  state: z.enum(['published', 'pending', 'refused', 'hidden']),
  ...{ node: z.string().optional(), address: z.string().optional(), reason: z.string().optional() },
});
const said = z.object({
  version: z.literal(1),
  ...{ cluster: z.string(), node: z.string(), address: z.string(), started: z.string(), updated: z.iso.datetime() },
  ...{ agent: part.extend({ name: z.string().optional() }), api: part, health: part },
  publishers: z.array(z.string()),
  tag: z.object({ bytes: z.number(), limit: z.number(), foreign: z.number() }).optional(),
  services: z.array(service),
  elsewhere: z.array(z.object({ name: z.string(), services: z.number() })).optional(),
});

/**
 * Reads what a publisher writes into its file; undefined where that is cut short, or not what publishers write: a node
 * may lie.
 */
export function publisherStatusIn(text: string): Status | undefined {
  try {
    return said.safeParse(JSON.parse(text)).data as Status | undefined;
  } catch {
    return undefined;
  }
}

export const publisherState = commandFact(
  'publisher status',
  // Another user writes there, so root follows no link that this user may have put there.
  sh`if [ -r ${publisherStatusFile} ] && [ ! -L ${publisherStatusFile} ]; then date +%s; head -c 2000000 ${publisherStatusFile}; fi`,
  (stdout): PublisherState => {
    if (stdout.trim() === '') return { kind: 'none' };
    const end = stdout.indexOf('\n');
    const status = publisherStatusIn(stdout.slice(end + 1));
    if (!status) throw new Error('no publisher writes that');
    return { kind: 'said', age: Number(stdout.slice(0, end)) - Date.parse(status.updated) / 1000, status };
  },
);
