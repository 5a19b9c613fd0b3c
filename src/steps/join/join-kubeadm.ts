import { defineStep } from '../../engine/model.ts';
import { memberState } from '../../facts/cluster/member-state.ts';
import { kubeadmCause } from '../../facts/journal.ts';
import { apiEndpoint } from '../../inventory/address.ts';
import { roleInWords } from '../../inventory/node-roles.ts';
import { lines } from '../../shell/sh.ts';
import { joinDocuments } from '../create/kubeadm-documents.ts';
import { runKubeadm } from '../create/run-kubeadm.ts';
import { reach } from './reach-api.ts';

export default defineStep({
  id: 'node.absent',
  title: 'Join',
  only: 'kubeadm',
  on: 'others',
  needs: ({ cluster }) => ({ state: memberState(cluster) }),
  *plan({ facts, ...scope }) {
    const { cluster, node, leader } = scope;
    if (facts.state === 'done') return;
    const again = facts.state === 'interrupted' ? ', after resetting an interrupted try' : '';
    yield {
      kind: 'change',
      summary: `Join the cluster "${cluster.name}" as ${roleInWords(node)}${again}`,
      script: lines([reach(node.name, apiEndpoint(cluster, leader)), runKubeadm('join', joinDocuments(scope))]),
      explain: kubeadmCause(cluster),
    };
  },
});
