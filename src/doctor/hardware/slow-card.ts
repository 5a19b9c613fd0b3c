import type { Fact } from '../../engine/model.ts';
import { commandFact, slow } from '../../facts/command.ts';
import { memberRole } from '../../inventory/node-roles.ts';
import { sh } from '../../shell/sh.ts';
import { nodeCheck } from '../check.ts';

const rounds = 3;
/** Milliseconds that a write may take. On a busy board it takes several times as long as the card needs. */
const limits = { 'control-plane': 200, worker: 800 } as const;

/** Milliseconds for writing 2 KiB to the card, as etcd does for each change; undefined where dd does not tell. */
const writeMilliseconds: Fact<number | undefined> = slow(
  commandFact(
    'write time',
    sh`mkdir -p /var/lib/microcloud
for try in 1 2 3; do dd if=/dev/zero of=/var/lib/microcloud/doctor bs=2k count=${rounds} oflag=dsync 2>&1; done
rm -f /var/lib/microcloud/doctor`,
    (stdout) => {
      // The quickest write counts: the other ones tell how busy the node is.
      const seconds = [...stdout.matchAll(/ copied, ([\d.e-]+) s/g)].map(([, text]) => Number(text));
      return seconds.length === 0 ? undefined : Math.round((1000 * Math.min(...seconds)) / rounds);
    },
  ),
);

export default [
  nodeCheck({
    id: 'disk.slow',
    when: 'kubernetes',
    title: 'Its card is slow to write',
    severity: 'warning',
    why: 'etcd and sqlite wait for each write: the API becomes slow and leaders change.',
    advice: 'Use a faster card (A2), or a disk on USB for the control plane',
    runbook:
      'etcd wants 10 ms for a small write that is really on the card. Doctor writes 2 KiB a few times, and takes the best. A card that is also swapped to, or worn out, is slow.',
    source: 'kubekey precheck (fio); k3s#2853, #9204; rancher/docs#3134; raspbernetes#50',
    needs: () => ({ writeMilliseconds }),
    judge({ node, facts: { writeMilliseconds: time } }) {
      if (time === undefined) return { unasked: 'dd does not tell times' };
      const limit = limits[memberRole(node)];
      return time > limit ? { what: `Its card takes ${time} ms for a small write` } : undefined;
    },
  }),
];
