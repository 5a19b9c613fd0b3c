import { distributionOf } from '../../distributions/table.ts';
import { type Change, defineStep, type Scope } from '../../engine/model.ts';
import { calledApi } from '../../facts/called-api.ts';
import { clusterState } from '../../facts/cluster/cluster-state.ts';
import { at } from '../../facts/cluster/json.ts';
import { configMapText, type KubeadmConfigMap, kubeadmObjects } from '../../facts/cluster/kubeadm-objects.ts';
import type { ManagedObjects } from '../../facts/cluster/managed-objects.ts';
import { namedEndpoint } from '../../inventory/address.ts';
import { type Script, sh } from '../../shell/sh.ts';
import { writtenYaml } from '../../written-yaml.ts';
import { addonDocuments, settingDocuments } from '../create/kubeadm-documents.ts';

/**
 * Addons that kubeadm itself deploys. The inventory leaves one out as kubeadm does: `disabled: true` in its `field`.
 */
const addons = [
  {
    id: 'cluster.kube_proxy',
    phase: 'kube-proxy',
    title: 'kube-proxy',
    workload: 'kube-system/kube-proxy',
    configMap: 'kube-proxy',
    field: 'proxy',
  },
  {
    id: 'cluster.coredns',
    phase: 'coredns',
    title: 'CoreDNS',
    workload: 'kube-system/coredns',
    configMap: 'coredns',
    field: 'dns',
  },
] as const;

const settings: readonly KubeadmConfigMap[] = ['kubeadm-config', 'kubelet-config'];

export default defineStep({
  id: 'cluster.kube_proxy',
  title: 'kube-proxy and CoreDNS',
  only: 'kubeadm',
  on: 'leader',
  needs: (scope) => ({
    state: clusterState(scope),
    objects: kubeadmObjects(scope.cluster),
    called: calledApi(scope.cluster, scope.node),
  }),
  *plan({ facts: { state, objects, called }, ...scope }) {
    const { cluster } = scope;
    if (state.kind !== 'running' || objects.kind !== 'running') return;
    // These come first: the script that deploys an addon reads the settings of the cluster.
    yield* ensureSettings(objects, scope, called);
    for (const { id, phase, title, workload, configMap, field } of addons) {
      const isLeftOut = at(cluster.kubeadm.cluster, field, 'disabled') === true;
      const isThere = state.workloads.some(({ name }) => name === workload);
      const isSet = configMapText(objects, configMap) !== undefined;
      if (isLeftOut || (isThere && isSet)) continue;
      const what = isThere ? `whose ConfigMap ${configMap} is missing` : 'which is missing';
      yield { kind: 'change', id, summary: `Deploy ${title} again, ${what}`, script: deploy(phase, scope) };
    }
  },
});

function* ensureSettings(objects: ManagedObjects, scope: Scope, called: string): Iterable<Change> {
  const missing = settings.filter((name) => configMapText(objects, name) === undefined);
  if (missing.length === 0) return;
  const all = [
    addonDocuments(scope).init,
    ...settingDocuments(scope, called || namedEndpoint(scope.cluster, scope.nodes)),
  ];
  const documents = all.map((one) => writtenYaml(one)).join('---\n');
  yield {
    kind: 'change',
    id: 'cluster.settings',
    summary: `Upload the settings of the cluster again: the ConfigMap ${missing.join(' and ')} is missing`,
    script: sh`${written(sh`printf %s ${documents}`)}
kubeadm init phase upload-config all --config "$file"`,
  };
}

/** Writes what a script prints into a file that only root can read. The file is removed when the script ends. */
function written(printed: Script): Script {
  return sh`file=/run/microcloud/kubeadm.yaml
trap 'rm -f "$file"' EXIT
( umask 077; ${printed} >"$file" )`;
}

const configMap = (name: string, key: string) =>
  sh`-n kube-system get configmap ${name} --ignore-not-found -o ${`jsonpath={.data.${key}}`}`;

// Takes the settings that the cluster has: somebody may have changed them since it was made.
function deploy(phase: string, scope: Scope): Script {
  const { kubectl } = distributionOf(scope.cluster);
  const { init, proxy } = addonDocuments(scope);
  return sh`cluster=$(${kubectl} ${configMap('kubeadm-config', 'ClusterConfiguration')})
proxy=$(${kubectl} ${configMap('kube-proxy', 'config\\.conf')})
[ -n "$cluster" ] || { echo ${'The ConfigMap kubeadm-config is gone from kube-system: kubeadm reads the settings of the cluster there'}; exit 1; }
[ -n "$proxy" ] || proxy=${writtenYaml(proxy)}
${written(sh`printf '%s\n---\n' ${writtenYaml(init)} "$cluster" "$proxy"`)}
kubeadm init phase addon ${phase} --config "$file"`;
}
