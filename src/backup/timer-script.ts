import type { Scope } from '../engine/model.ts';
import { datedCopy } from '../facts/known-copies.ts';
import type { Cluster } from '../inventory/schema.ts';
import { sh } from '../shell/sh.ts';
import { tryCopy } from './copy-script.ts';

type Settings = NonNullable<Cluster['backup']>;

const noInventory = '# This copy was made by a timer. The inventory is on the computer that runs microcloud.\n';

/**
 * Puts the copy whose name is `new` first, then those before it, the newest first, and then those whose names are later:
 * these were made while the clock was wrong.
 */
const inOrder = '$0 <= new { print; next } { later = later $0 "\\n" } END { printf "%s", later }';

/** Writes the program by which a control plane copies its cluster and keeps only the newest `keep` copies. */
export function timerScript(scope: Scope, { keep, path }: Settings): string {
  const prefix = `${path}/${scope.cluster.name}-`;
  const script = sh`set -e
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export PATH LC_ALL=C
${tryCopy(scope, noInventory, sh`exit 1`)}
if [ $code -ne 0 ]; then tail -n 20 "$work/output" >&2; exit 1; fi
mkdir -p ${path}
file=${prefix}$(date -u +%Y-%m-%dT%H%M%SZ).tar.gz
trap 'rm -rf "$work" "$file.new"' EXIT
# What a power cut has left.
find ${path} -maxdepth 1 -name ${`${scope.cluster.name}-${datedCopy.wire}.new`} -mmin +60 -exec rm -f {} +
cp "$work/copy.tar.gz" "$file.new"
chmod 600 "$file.new" 2>/dev/null || :
sync "$file.new"
mv -f "$file.new" "$file"
ls -1 ${prefix}${datedCopy} | sort -r | awk -v new="$file" ${inOrder} | tail -n ${`+${keep + 1}`} | while read -r old; do rm -f "$old"; done`;
  return `#!/bin/sh\n# Written by microcloud. The copies are not encrypted: they are for root alone, as the keys on this node are.\n${script.wire}\n`;
}
