import { stringify } from 'yaml';
import { distributionOf } from '../../distributions/table.ts';
import { defineStep, type Scope } from '../../engine/model.ts';
import { clusterState } from '../../facts/cluster/cluster-state.ts';
import { at } from '../../facts/cluster/json.ts';
import { type Script, sh } from '../../shell/sh.ts';
import { addonDocuments } from '../create/kubeadm-documents.ts';

/** What kubeadm itself deploys, and who leaves it out says so in kubeadm's own words. */
const addons = [
  {
    id: 'cluster.kube_proxy',
    phase: 'kube-proxy',
    title: 'kube-proxy',
    workload: 'kube-system/kube-proxy',
    field: 'proxy',
  },
  { id: 'cluster.coredns', phase: 'coredns', title: 'CoreDNS', workload: 'kube-system/coredns', field: 'dns' },
] as const;

export default defineStep({
  id: 'cluster.kube_proxy',
  title: 'kube-proxy and CoreDNS',
  only: 'kubeadm',
  on: 'leader',
  needs: (scope) => ({ state: clusterState(scope) }),
  *plan({ facts: { state }, ...scope }) {
    const { cluster } = scope;
    if (state.kind !== 'running') return;
    for (const { id, phase, title, workload, field } of addons) {
      const isLeftOut = at(cluster.kubeadm.cluster, field, 'disabled') === true;
      if (isLeftOut || state.workloads.some(({ name }) => name === workload)) continue;
      yield { kind: 'change', id, summary: `Deploy ${title} again, which is missing`, script: deploy(phase, scope) };
    }
  },
});

const configMap = (name: string, key: string) =>
  sh`-n kube-system get configmap ${name} --ignore-not-found -o ${`jsonpath={.data.${key}}`}`;

// With the cluster's own settings: somebody may have changed them since it was made.
function deploy(phase: string, scope: Scope): Script {
  const { kubectl } = distributionOf(scope.cluster);
  const { init, proxy } = addonDocuments(scope);
  return sh`file=/run/microcloud/kubeadm.yaml
trap 'rm -f "$file"' EXIT
cluster=$(${kubectl} ${configMap('kubeadm-config', 'ClusterConfiguration')})
proxy=$(${kubectl} ${configMap('kube-proxy', 'config\\.conf')})
[ -n "$cluster" ] || { echo ${'The ConfigMap kubeadm-config is gone from kube-system: kubeadm knows the cluster by it'}; exit 1; }
[ -n "$proxy" ] || proxy=${stringify(proxy)}
( umask 077; printf '%s\n---\n' ${stringify(init)} "$cluster" "$proxy" >"$file" )
kubeadm init phase addon ${phase} --config "$file"`;
}
