import { type Script, sh } from '../shell/sh.ts';

/** Where a node's publisher lies, what it reads, and as whom it runs. */
export const publisher = {
  folder: '/usr/local/lib/microcloud',
  program: 'publisher.cjs',
  config: '/etc/microcloud/publisher.json',
  user: 'microcloud-publisher',
} as const;

/** Calls a node's publisher once, beside the one that runs all the time. */
export function runPublisher(flags: readonly string[]): Script {
  const { folder, program, config, user } = publisher;
  return sh`( cd / && exec runuser -u ${user} -- /usr/bin/node ${`${folder}/${program}`} --config ${config} ${flags} )`;
}
