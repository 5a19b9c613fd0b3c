import { distributionOf } from '../distributions/table.ts';
import type { Fact } from '../engine/model.ts';
import type { Cluster } from '../inventory/schema.ts';
import { type Script, sh, type Word } from '../shell/sh.ts';
import { kubeadmRunning } from './cluster/member-state.ts';
import { commandFact } from './command.ts';
import { causeIn, causeOfStart } from './journal-causes.ts';
import { journalEnd } from './journal-end.ts';

/** Prints what some units wrote into the journal, without times; 60,000 bytes at most. */
function linesOf(units: readonly string[], ...which: readonly Word[]): Script {
  const words = units.flatMap((unit) => ['-u', unit]);
  return sh`{ ${journalEnd('-o', 'cat', ...words, ...which)}; } 2>/dev/null | tail -c 60000`;
}

/**
 * Asks the journal why a node does not come up: the known cause, with the line that tells it; else the last lines. What
 * is wrong now is written again and again. Lines older than 3 minutes are often those of any start, so few are taken.
 */
export function journalCause(cluster: Pick<Cluster, 'distribution'>): Fact<string> {
  const units = distributionOf(cluster).journal;
  return commandFact(
    'journal',
    sh`${linesOf(units, '-n', '3', '--until=-3min')}
${linesOf(units, '-n', '400', '--since=-3min')}`,
    causeIn,
  );
}

/** Asks the same of one service that stops again and again: "kubelet.service". */
export function unitCause(unit: string): Fact<string> {
  return commandFact(`journal of ${unit}`, linesOf([unit], '-n', '400', '--since=-15min'), causeIn);
}

/** Where kubeadm writes what it does, as the script of a change. */
const output = '/run/microcloud/output';

// Phases in which kubeadm waits for kubelet, and what kubeadm writes while it does:
// https://github.com/kubernetes/kubernetes/tree/v1.35.4/cmd/kubeadm/app/cmd/phases
const waits =
  'execution phase (kubelet-start|kubelet-wait-bootstrap|wait-control-plane|control-plane-join|etcd-join)|kubelet is not (running|healthy)';

/**
 * Asks why `kubeadm init` or `join` waited in vain, where kubelet or containerd say it; '' where kubeadm failed by
 * itself, and its own words are the reason. Only what was written since kubeadm began counts, and nothing that every
 * start writes: while the API is not up, kubelet says that its connection is refused, and the pod network comes later.
 */
export function kubeadmCause(cluster: Pick<Cluster, 'distribution'>): Fact<string> {
  const since = sh`--since=@"$began"`;
  return commandFact(
    'journal of kubeadm',
    sh`grep -qE ${waits} ${output} || exit 0
began=$(stat -c %Y ${kubeadmRunning}) || exit 0
${linesOf(distributionOf(cluster).journal, '-n', '1000', since)}`,
    causeOfStart,
  );
}
