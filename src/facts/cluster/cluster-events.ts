import { distributionOf } from '../../distributions/table.ts';
import type { Fact } from '../../engine/model.ts';
import type { Cluster } from '../../inventory/schema.ts';
import { sh } from '../../shell/sh.ts';
import { commandFact, slow } from '../command.ts';
import { cellsIn, columnsOf } from './printed-rows.ts';

/** What a part of Kubernetes told about an object. The API forgets it after an hour. */
export interface ClusterEvent {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly reason: string;
  /** The first line of it. */
  readonly message: string;
}

const columns = [
  '.involvedObject.kind',
  '.involvedObject.namespace',
  '.involvedObject.name',
  '.reason',
  // It stands last: further lines of a message have no cells.
  '.message',
];

const seconds = 10;
const most = 300;

/**
 * Asks for the events of a field selector ("reason=FailedCreate"), the newest last, 300 at most. A cluster has
 * thousands of events: doctor asks for some only after it has seen a fault.
 */
export function clusterEvents(cluster: Pick<Cluster, 'distribution'>, selector: string): Fact<readonly ClusterEvent[]> {
  const { adminConfig, kubectlWithin } = distributionOf(cluster);
  const words = ['get', 'events', '-A', '--sort-by=.lastTimestamp', `--field-selector=${selector}`];
  return slow(
    commandFact(
      `events ${selector}`,
      sh`[ -e ${adminConfig} ] || exit 0
${kubectlWithin(seconds)} ${words} -o ${columnsOf(columns)} 2>/dev/null | tail -n ${most} | cut -c 1-1000`,
      parse,
    ),
  );
}

function parse(stdout: string): readonly ClusterEvent[] {
  return stdout.split('\n').flatMap((line) => {
    const [kind = '', namespace = '', name = '', reason = '', message] = cellsIn(line, columns.length) ?? [];
    return message === undefined ? [] : [{ kind, namespace, name, reason, message }];
  });
}
