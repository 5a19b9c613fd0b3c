import { distributionOf } from '../distributions/table.ts';
import { Version } from '../distributions/version.ts';
import type { Fact } from '../engine/model.ts';
import type { Cluster } from '../inventory/schema.ts';
import { sh } from '../shell/sh.ts';
import { commandFact } from './command.ts';

/**
 * Asks for the versions of the parts of the control plane on this node, as the static manifests say that start them.
 * None on a worker, and none for k3s, which is one program.
 */
export function partVersions(cluster: Pick<Cluster, 'distribution'>): Fact<readonly Version[]> {
  const files = distributionOf(cluster).parts.map((part) => `/etc/kubernetes/manifests/${part}.yaml`);
  return commandFact(
    'versions of the control plane',
    sh`set --
for f in ${files}; do [ ! -f "$f" ] || set -- "$@" "$f"; done
[ $# -eq 0 ] || sed -n 's/^ *image: .*:\(v[0-9][^:/]*\)$/\1/p' "$@"`,
    (stdout) => stdout.split('\n').flatMap((line) => Version.parse(line) ?? []),
  );
}
