import { type Script, sh } from '../shell/sh.ts';
import { k3sPaths } from './k3s-paths.ts';

const { server, sqlite, etcd } = k3sPaths;

/**
 * Makes a consistent copy of a database while it is written; a bare copy of the file would lack what is in its journal.
 */
const python = `import sqlite3, sys
source, target = sqlite3.connect(sys.argv[1]), sqlite3.connect(sys.argv[2])
source.backup(target)
target.close()`;

/** A server's own settings may compress its snapshots or send them to a bucket: neither is for a copy. */
const asItIs = ['--etcd-snapshot-compress=false', '--etcd-s3=false'];

/**
 * This command warns of every setting of the server that it does not know, and only the server's journal says why a
 * snapshot failed: "see server log for details".
 */
const whyNot = sh`grep -v 'msg="Unknown flag' "$into/said" || :
    journalctl -q -u k3s -o cat --since -15min 2>/dev/null | sed -n 's/.*msg="etcd-snapshot error ID [0-9]*: \(.*\)"$/\1/p' | tail -n 1`;

/**
 * Puts k3s's data, tokens and keys into the folder `$into` of this server. etcd's data is encrypted with the token.
 * With sqlite k3s takes its keys from files: files that are newer than the database would stop it
 * (https://github.com/k3s-io/k3s/issues/4910), so they keep their times. The server, and not the command, writes the
 * snapshot, and makes no folder for it but its own.
 */
export function collectK3s(): Script {
  return sh`mkdir -p "$into/server"
if [ -d ${etcd} ]; then
  mkdir "$into/snapshot"
  k3s etcd-snapshot save --name microcloud --etcd-snapshot-dir "$into/snapshot" ${asItIs} >"$into/said" 2>&1 || {
    ${whyNot}
    exit 1
  }
  rm "$into/said"
  mv "$into"/snapshot/* "$into/etcd.db"
  rmdir "$into/snapshot"
else
  if command -v sqlite3 >/dev/null; then sqlite3 ${sqlite} ".backup '$into/state.db'"
  elif command -v python3 >/dev/null; then python3 -c ${python} ${sqlite} "$into/state.db"
  else echo ${'Neither sqlite3 nor python3 is there. Try: sudo apt-get install sqlite3'}; exit 1; fi
fi
cp -pR ${server}/tls ${server}/cred "$into/server/"
cp -p ${server}/token "$into/server/token"
[ ! -e ${server}/agent-token ] || cp -p ${server}/agent-token "$into/server/agent-token"
cp -p /etc/rancher/node/password "$into/node-password"`;
}
