import type { Fact } from '../engine/model.ts';
import { proxy } from '../resources/proxy.ts';
import { sh } from '../shell/sh.ts';
import { commandFact } from './command.ts';

/** A machine that a proxy passes connections on to. */
export interface ProxiedServer {
  /** What comes to it: 'api' or 'services'. */
  readonly group: string;
  /** The name of the node. */
  readonly node: string;
  readonly isUp: boolean;
  /** What it answered last, in HAProxy's words: "Connection refused". */
  readonly said: string;
}

/** What HAProxy on a proxy says of the machines behind it; none where it does not run. */
export const proxiedServers: Fact<readonly ProxiedServer[]> = commandFact(
  'proxied servers',
  sh`[ ! -S ${proxy.answers} ] || curl -sf --max-time 5 --unix-socket ${proxy.answers} 'http://proxy/servers;csv' || :`,
  (stdout) => {
    const [heading = '', ...rows] = stdout.trim().split('\n');
    const columns = heading.replace(/^# /, '').split(',');
    return rows.flatMap((row) => {
      const cells = row.split(',');
      const cell = (name: string) => cells[columns.indexOf(name)] ?? '';
      if (['FRONTEND', 'BACKEND', ''].includes(cell('svname'))) return [];
      const said = [cell('check_desc'), cell('last_chk')].find((text) => text !== '') ?? '';
      return [{ group: cell('pxname'), node: cell('svname'), isUp: !cell('status').startsWith('DOWN'), said }];
    });
  },
);
