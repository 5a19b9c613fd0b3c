import { type Change, defineStep } from '../../engine/model.ts';
import { commandFact } from '../../facts/command.ts';
import { unitFact } from '../../facts/unit.ts';
import { sh } from '../../shell/sh.ts';

const folder = '/etc/cni/net.d';
/** containerd makes the folder itself, some seconds after its start. */
const slackSeconds = 60;

/** When the folder was made, in seconds since 1970; undefined when that is not known, or lies in the future. */
const cniFolder = commandFact(
  'CNI folder',
  sh`made=$(stat -c %W ${folder} 2>/dev/null) || { echo missing; exit 0; }
[ "$made" -gt "$clock" ] || echo "$made"`,
  (stdout) => (stdout.trim() === 'missing' ? 'missing' : Number.parseInt(stdout, 10) || undefined),
);

// `kubeadm reset` asks people to remove the folder. containerd then watches the removed folder for ever.
export default defineStep({
  id: 'cri.folder',
  title: "containerd watches the pod network's folder",
  only: 'kubeadm',
  needs: () => ({ cniFolder, unit: unitFact('containerd.service') }),
  *plan({ facts: { cniFolder: made, unit } }) {
    if (!unit.active || unit.started === undefined) return;
    if (made === 'missing') return yield restart('is gone');
    if (made !== undefined && made > unit.started + slackSeconds) yield restart('was made anew since its start');
  },
});

function restart(what: string): Change {
  const script = sh`mkdir -p ${folder} && systemctl restart containerd.service`;
  return { kind: 'change', summary: `Restart containerd.service: ${folder} ${what}`, script };
}
