import type { Status } from '../../publisher/status.ts';
import { sh } from '../shell/sh.ts';
import { commandFact } from './command.ts';

/** What the publisher of a node last said; `age` in seconds, by the node's own clock. */
export type PublisherState =
  | { readonly kind: 'none' }
  | { readonly kind: 'said'; readonly age: number; readonly status: Status };

export const publisherStatusFile = '/run/microcloud-publisher/status.json';

export const publisherState = commandFact(
  'publisher status',
  // Another user writes there: root follows no link of it.
  sh`if [ -r ${publisherStatusFile} ] && [ ! -L ${publisherStatusFile} ]; then date +%s; head -c 2000000 ${publisherStatusFile}; fi`,
  (stdout): PublisherState => {
    if (stdout.trim() === '') return { kind: 'none' };
    const end = stdout.indexOf('\n');
    const status: Status = JSON.parse(stdout.slice(end + 1));
    return { kind: 'said', age: Number(stdout.slice(0, end)) - Date.parse(status.updated) / 1000, status };
  },
);
