import { memberState } from '../../facts/cluster/member-state.ts';
import { init } from '../advice.ts';
import { clusterCheck, nodeCheck } from '../check.ts';

export default [
  nodeCheck({
    id: 'node.interrupted',
    when: 'newcomer',
    title: 'Its way into the cluster was interrupted',
    why: 'It is half in the cluster: it runs no pods, and cannot join by hand.',
    advice: init,
    runbook: 'A run was stopped while kubeadm worked. The next one resets what is half-done and goes on.',
    source: 'techno-tim/k3s-ansible#17; kubeadm#479, #1382',
    entails: ['node.absent', 'node.leftovers', 'net.ports_taken', 'cni.stale'],
    needs: ({ cluster }) => ({ state: memberState(cluster) }),
    judge: ({ facts }) => (facts.state === 'interrupted' ? {} : undefined),
  }),
  clusterCheck({
    id: 'node.absent',
    title: 'It is not in the cluster yet',
    why: 'It runs nothing.',
    advice: init,
    runbook:
      '`microcloud init` sets the node up. `microcloud doctor --before-install` says whether something would stop it.',
    source: 'techno-tim/k3s-ansible#17, #52',
    // On a new card the address is new, too: init gives the node the address for good.
    entails: ['net.ip_changed'],
    judge: ({ looked, beforeInstall }) =>
      looked.filter(({ isMember }) => !isMember && !beforeInstall).map(({ node }) => ({ node: node.name })),
  }),
];
