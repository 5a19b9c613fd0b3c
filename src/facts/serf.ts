import type { Fact } from '../engine/model.ts';
import { sh } from '../shell/sh.ts';
import { commandFact, slow } from './command.ts';

/** A node of Cloudy as one agent sees it. */
export interface SerfMember {
  readonly name: string;
  /** alive, failed, leaving or left. */
  readonly status: string;
  /** ADDRESS:PORT */
  readonly addr: string;
}

/** What the node's agent sees; 'silent' when it does not answer, undefined where there is none. */
export const serfMembers: Fact<readonly SerfMember[] | 'silent' | undefined> = slow(
  commandFact(
    'Serf members',
    sh`[ -e /etc/microcloud/serf.json ] && command -v serf >/dev/null || exit 0
# It says on stdout, too, why it has no answer.
if members=$(timeout 5 serf members -rpc-addr=127.0.0.1:7373 -format=json 2>/dev/null); then echo "$members"; else echo silent; fi`,
    (stdout) => {
      if (stdout.trim() === '') return undefined;
      if (stdout.trim() === 'silent') return 'silent';
      return (JSON.parse(stdout) as { members?: SerfMember[] }).members ?? [];
    },
  ),
);
