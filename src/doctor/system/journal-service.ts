import { linesFact } from '../../facts/command.ts';
import { unitFact } from '../../facts/unit.ts';
import { sh } from '../../shell/sh.ts';
import { nodeCheck } from '../check.ts';

/** The journal, into which kubelet, containerd and all other services write. */
const unit = 'systemd-journald.service';

/** Services that are there and do nothing: a signal has stopped their main process (state T of proc(5)). */
const frozen = linesFact(
  'stopped services',
  sh`for unit in systemd-journald containerd; do
  for f in /sys/fs/cgroup/system.slice/$unit.service/cgroup.procs /sys/fs/cgroup/systemd/system.slice/$unit.service/cgroup.procs; do
    [ -r "$f" ] || continue
    while read -r pid; do
      read -r stat 2>/dev/null <"/proc/$pid/stat" || continue
      name=\${stat#*\(} name=\${name%)*} state=\${stat##*) }
      # The kernel keeps 15 letters of a name.
      case $unit in "$name"*) ;; *) continue ;; esac
      case $state in T*) echo $unit ;; esac
    done <"$f"
  done
done`,
);

/**
 * Faults that follow: services stop or wait when the journal does not take what they write, and others wait for them.
 */
const follows = [
  ...['kubelet.active', 'kubelet.images', 'net.kubelet', 'net.api', 'net.etcd', 'node.ready', 'cluster.silent'],
  ...['svc.*', 'pods.*', 'sys.*', 'cri.socket', 'docker.active', 'serf.*', 'pub.*', 'cloudy.*', 'avahi.*'],
];

export default [
  nodeCheck({
    id: 'system.journal',
    title: 'Its journal (systemd-journald) does not run',
    why: 'Services stop, or wait, when the journal does not take what they write: kubelet and containerd, too.',
    advice: 'ssh {node} sudo systemctl restart systemd-journald',
    runbook:
      'A full or broken card, or too little memory, stops it. `systemctl status systemd-journald` says how it ended. Services that hang afterwards are started again by `microcloud init`.',
    source: 'systemd-journald(8); systemd#2236',
    entails: follows,
    entailsAnywhere: ['pods.rollout', 'node.waiting', 'dns.coredns', 'net.dns_pod', 'serf.disagree', 'serf.blocked'],
    needs: () => ({ journal: unitFact(unit), frozen }),
    judge({ facts: { journal, frozen: names } }) {
      if (names.includes('systemd-journald')) return { what: 'Its journal (systemd-journald) is stopped by a signal' };
      return journal.exists && !journal.active ? {} : undefined;
    },
    cure: () => ({
      kind: 'change',
      summary: 'Start systemd-journald again',
      script: sh`systemctl restart systemd-journald.socket systemd-journald-dev-log.socket ${unit}`,
    }),
  }),
  nodeCheck({
    id: 'cri.frozen',
    title: 'containerd is stopped by a signal',
    why: 'It is there and does nothing: no pod of this node is started, and kubelet waits for it.',
    advice: 'ssh {node} sudo systemctl restart containerd',
    runbook: 'Somebody, or a debugger, has stopped its process (state T in `ps`). Pods go on meanwhile.',
    source: 'proc(5); kubernetes: PLEG is not healthy',
    entails: ['node.ready', 'net.kubelet', 'kubelet.images', 'svc.*', 'pods.*', 'docker.active'],
    entailsAnywhere: ['pods.rollout', 'node.waiting'],
    needs: () => ({ frozen }),
    judge: ({ facts }) => (facts.frozen.includes('containerd') ? {} : undefined),
  }),
];
