import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { collectK3s } from '../../src/distributions/k3s-copy.ts';
import { sh } from '../../src/shell/sh.ts';
import { needsScratch, scratchNode } from '../support/scratch/scratch-node.ts';

// As k3s reads them: what its file says comes first, and of two words the last one counts. It makes no folder
// (snapshotDir in pkg/etcd/snapshot.go).
const k3s = String.raw`[ "$1 $2" = 'etcd-snapshot save' ] || exit 64
zip= bucket= folder=
for word in $(sed -n 's/^\(etcd-[a-z0-9-]*\): true$/--\1=true/p' /etc/rancher/k3s/config.yaml) "$@"; do
  case $word in
    --etcd-snapshot-compress=true) zip=.zip ;;
    --etcd-snapshot-compress=false) zip= ;;
    --etcd-s3=true) bucket=yes ;;
    --etcd-s3=false) bucket= ;;
    /*) folder=$word ;;
  esac
done
printf '%s\n' 'time="2026-12-01T02:53:58Z" level=warning msg="Unknown flag --tls-san found in config.yaml, skipping\n"' >&2
[ -d "$folder" ] || { echo 'level=fatal msg="Error: see server log for details: etcd-snapshot error ID 96901"' >&2; exit 1; }
echo "snapshot$zip" >"$folder/microcloud-pi-1-1796030000$zip"
[ -z "$bucket" ] || echo sent >/bucket`;

const files = {
  '/var/lib/rancher/k3s/server/db/etcd/config': 'etcd',
  '/var/lib/rancher/k3s/server/tls/server-ca.crt': 'ca',
  '/var/lib/rancher/k3s/server/cred/passwd': 'passwords',
  '/var/lib/rancher/k3s/server/token': 'token',
  '/etc/rancher/node/password': 'password',
};

describe('what a server of k3s copies of itself', needsScratch, () => {
  for (const [title, config] of Object.entries({
    'has its data as etcd writes it': 'cluster-init: true\n',
    'has its data as etcd writes it, too, where its own snapshots are compressed': 'etcd-snapshot-compress: true\n',
    'goes into no bucket where its own snapshots do': 'etcd-s3: true\netcd-s3-bucket: school\n',
  })) {
    it(title, async (t) => {
      const node = await scratchNode(t, {
        files: { ...files, '/etc/rancher/k3s/config.yaml': config },
        programs: { k3s },
      });
      const { code, stderr } = await node.run(sh`set -e; into=/root/copy; mkdir -p "$into"; ${collectK3s()}`);
      assert.equal(code, 0, stderr);
      const copied = Object.entries(node.files()).filter(([path]) => /^\/(root\/copy|bucket)/.test(path));
      assert.deepEqual(Object.fromEntries(copied), {
        '/root/copy/etcd.db': 'snapshot\n',
        '/root/copy/node-password': 'password',
        '/root/copy/server/cred/passwd': 'passwords',
        '/root/copy/server/tls/server-ca.crt': 'ca',
        '/root/copy/server/token': 'token',
      });
    });
  }

  it('says why not in the words of the server, without warnings of its settings', async (t) => {
    const failing = k3s.replace('[ -d "$folder" ]', 'false');
    const cause = 'failed to get etcd-snapshot-dir: no such file or directory';
    const journal = `echo 'time="2026-12-01T02:53:58Z" level=error msg="etcd-snapshot error ID 96901: ${cause}"'`;
    const node = await scratchNode(t, {
      files: { ...files, '/etc/rancher/k3s/config.yaml': 'cluster-init: true\n' },
      programs: { k3s: failing, journalctl: journal },
    });
    const { code, stdout } = await node.run(sh`set -e; into=/root/copy; mkdir -p "$into"; ${collectK3s()}`);
    assert.equal(code, 1);
    assert.equal(
      stdout,
      `level=fatal msg="Error: see server log for details: etcd-snapshot error ID 96901"\n${cause}\n`,
    );
  });
});
