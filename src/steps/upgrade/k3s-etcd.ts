import { k3s } from '../../distributions/k3s.ts';
import type { Change, Scope } from '../../engine/model.ts';
import type { FileState } from '../../facts/file.ts';
import { journalCause } from '../../facts/journal.ts';
import { writeFile } from '../../resources/file.ts';
import { lines, sh } from '../../shell/sh.ts';
import { startAndArrive } from '../create/k3s-start.ts';

const copy = `${k3s.sqlite.replace(/\/[^/]*$/, '')}/sqlite-before-etcd`;

/**
 * What further servers need. k3s itself moves what is in sqlite at its first start with cluster-init, and only then:
 * the setting and the copy are one change. https://docs.k3s.io/datastore/ha-embedded#existing-single-node-clusters
 */
export function moveToEtcd(scope: Pick<Scope, 'cluster' | 'node'>, config: FileState, content: string): Change {
  const keep = sh`systemctl stop k3s.service
mkdir -p -m 700 ${copy}
[ -e ${`${copy}/state.db`} ] || cp -a ${k3s.sqlite}* ${copy}`;
  return {
    kind: 'change',
    summary: `Move the cluster's datastore from sqlite to etcd, for several servers: its API is away for some minutes, pods go on, there is no way back, and a copy is kept in ${copy}`,
    before: config.exists ? config.content : '',
    after: content,
    script: lines([keep, writeFile(k3s.config, content, '600'), startAndArrive(scope)]),
    explain: journalCause(scope.cluster),
  };
}
