import { clusterCheck } from '../check.ts';

export default [
  clusterCheck({
    id: 'node.absent',
    title: 'It is not in the cluster yet',
    severity: 'problem',
    why: 'It runs nothing.',
    advice: 'microcloud init --only {node}',
    runbook:
      '`microcloud init` sets the node up. `microcloud doctor --before-install` says whether something would stop it.',
    source: 'techno-tim/k3s-ansible#17, #52',
    judge: ({ looked, beforeInstall }) =>
      looked.filter(({ isMember }) => !isMember && !beforeInstall).map(({ node }) => ({ node: node.name })),
  }),
];
