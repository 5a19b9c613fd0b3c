import { type Causes, causeOf } from '../causes.ts';
import { causes } from './known-causes.ts';

// A fatal line after the first one is only its consequence.
const stops: Causes = [
  [
    /(?:level=fatal|Shutdown request received).*containerd exited/,
    'containerd stops, and says why on the node: sudo tail /var/lib/rancher/k3s/agent/containerd/containerd.log',
  ],
  [/Shutdown request received: /, 'k3s stops, and says why.'],
  [/level=fatal/, 'k3s stops, and says why.'],
];
const isStop = (line: string) => stops.some(([pattern]) => pattern.test(line));

/** Lines that every start of a control plane writes, too: they tell something only about a node that already runs. */
const symptoms: Causes = [
  [
    /dial tcp: lookup ([\w.-]+?)\.?(?: on \S+)?: /,
    'The node does not find the name {1}: look at its name servers (/etc/resolv.conf) and at /etc/hosts.',
  ],
  [
    /failed calling webhook \\*"([\w.-]+)/,
    'The API asks the webhook {1}, which does not answer: start the pods of what has installed it, or take it away (kubectl get validatingwebhookconfigurations,mutatingwebhookconfigurations).',
  ],
  [
    /dial tcp (?:127\.0\.0\.1|\[::1\]):23(?:79|82): connect: connection refused/,
    'etcd on this node does not answer: with several control planes it waits until more than half of them run; else lines above say why it stops.',
  ],
  [
    // k3s asks through a port of its own, which says only that nobody answers behind it.
    /no route to host|(?<!unix \S+ connect: )connection refused|i\/o timeout|\/cacerts\\*"?: .*(EOF|reset by peer|deadline exceeded)/,
    'The API of the control plane cannot be reached: port 6443, firewall, cable.',
  ],
  [
    /x509: certificate signed by unknown authority/,
    'The API that answers is of another cluster: one of the two was made anew. microcloud init --replace lets this node join it.',
  ],
  [
    /too many learner members/,
    'Another control plane joins just now: this one goes on by itself when the other one is done.',
  ],
  [/: 503 Service Unavailable/, 'The control plane answers, and is not ready: microcloud doctor says why.'],
  [
    /cluster ID mismatch/,
    'etcd on this node or on another one is of another cluster: microcloud remove takes out the node that was made anew, and join brings it back.',
  ],
  [
    /slow fdatasync|database is locked/,
    'The card is too slow for a control plane: an SSD helps, and fewer pods on that node.',
  ],
  [
    /dial unix \/run\/containerd\/containerd\.sock: connect: /,
    'containerd does not run: sudo journalctl -u containerd says why.',
  ],
  [
    /failed to reserve (?:container|sandbox) name/,
    'containerd has not ended what kubelet has asked for before: the card is too slow, or memory is used up. If it lasts: reboot the node.',
  ],
  [
    /no IP addresses available in range set/,
    'The node has no address left for a pod: pods that are gone still hold some. Reboot it; if that does not help: sudo rm -r /var/lib/cni/networks, and reboot.',
  ],
  [
    /loadFlannelSubnetEnv failed|failed to load flannel 'subnet\.env'/,
    'Flannel has not started on this node yet: look at the pods of kube-flannel.',
  ],
  [/cni plugin not initialized/, 'The pod network is not ready: look at the pods of kube-flannel.'],
  [
    /pleg was last seen active/,
    'containerd answers late: the card is too slow or full, or memory is used up. If it lasts: sudo systemctl restart containerd or k3s, or a reboot.',
  ],
  [
    /net\/http: TLS handshake timeout/,
    'The API answers too late: its node is too slow, or large packets get lost on the way (MTU).',
  ],
  [
    /must evict pod\(s\) to reclaim" resourceName="([\w.-]+)/,
    'kubelet ends pods, as the node has too little {1}: run less on it, or make room.',
  ],
  [
    /apply request took too long|etcdserver: (?:request timed out|no leader|leader changed)/,
    'etcd is too slow, or its members do not reach each other: microcloud doctor looks at cards and ports.',
  ],
];

/**
 * Gives the sentence of the first cause that a line matches, with the line below it; undefined where no line matches.
 */
function matched(lines: readonly string[], table: Causes): string | undefined {
  for (const row of table) {
    const line = lines.findLast((candidate) => row[0].test(candidate));
    if (line) return `${causeOf([row], line)}\n  ${line.slice(0, 300)}`;
  }
  return undefined;
}

/**
 * Says what a journal tells about a node that does not come up: a cause that is known with its line, else the last
 * lines.
 */
export function causeIn(stdout: string): string {
  const lines = stdout.trim().split('\n');
  const told =
    matched(lines, causes) ?? matched(lines.filter(isStop), [...symptoms, ...stops]) ?? matched(lines, symptoms);
  const telling = lines.filter(isTelling);
  return told ?? (telling.length > 0 ? telling : lines).slice(-3).join('\n').slice(0, 600);
}

/** Says the same for something that starts just now; '' where the journal has only lines that every start writes. */
export function causeOfStart(stdout: string): string {
  const lines = stdout.trim().split('\n');
  return matched(lines, causes) ?? matched(lines.filter(isStop), [...symptoms, ...stops]) ?? '';
}

// What systemd says about a unit that stops again and again would hide what the unit itself says.
function isTelling(line: string): boolean {
  return !/^[\w-]+\.service: |^(Start|Stopp)(ing|ed) |^Failed to start /.test(line);
}
