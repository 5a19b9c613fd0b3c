import { leftovers } from '../../facts/cluster/earlier-cluster.ts';
import { commandFact } from '../../facts/command.ts';
import { isControlPlane } from '../../inventory/node-roles.ts';
import { sh } from '../../shell/sh.ts';
import { nodeCheck } from '../check.ts';

const needed = ['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler'];

const manifests = commandFact('static pods', sh`cd /etc/kubernetes/manifests 2>/dev/null && ls || :`, (stdout) =>
  stdout.split('\n').flatMap((file) => /^(.*)\.ya?ml$/.exec(file)?.[1] ?? []),
);

export default [
  nodeCheck({
    id: 'kubelet.manifests',
    only: 'kubeadm',
    when: 'member',
    title: 'Parts of the control plane are not started',
    why: 'kubelet starts what is in /etc/kubernetes/manifests, and something is missing there.',
    advice: 'ssh {node} "sudo kubeadm init phase control-plane all; sudo kubeadm init phase etcd local"',
    runbook: 'Somebody moved a file away to stop a part of the control plane, and did not put it back.',
    source: 'kubeadm preflight FileAvailable--etc-kubernetes-manifests; talosctl health (static pods)',
    entails: ['cluster.silent', 'node.ready', 'dns.coredns', 'net.api', 'sys.control_plane', 'node.labels'],
    needs: () => ({ manifests }),
    judge({ node, facts }) {
      if (!isControlPlane(node)) return undefined;
      const missing = needed.filter((name) => !facts.manifests.includes(name));
      return missing.length > 0
        ? { what: `Parts of the control plane are not started: ${missing.join(', ')}` }
        : undefined;
    },
  }),
  nodeCheck({
    id: 'node.leftovers',
    when: 'newcomer',
    title: 'An earlier cluster left files',
    severity: 'warning',
    why: 'init may stop at them.',
    advice: 'microcloud remove {node} --keep',
    runbook: '`kubeadm reset` and `k3s-uninstall.sh` do not remove all that they made.',
    source: 'kubeadm preflight FileAvailable--*, DirAvailable--var-lib-etcd',
    needs: () => ({ leftovers }),
    judge: ({ facts }) =>
      facts.leftovers.length > 0 ? { what: `An earlier cluster left ${facts.leftovers.join(', ')}` } : undefined,
  }),
];
