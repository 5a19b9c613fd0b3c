import { parse } from 'yaml';
import { distributionOf } from '../../distributions/table.ts';
import { defineStep } from '../../engine/model.ts';
import { calledApi } from '../../facts/called-api.ts';
import { configMapText, kubeadmObjects } from '../../facts/cluster/kubeadm-objects.ts';
import { type Script, sh } from '../../shell/sh.ts';
import { writtenYaml } from '../../written-yaml.ts';
import { wantedApi } from './api-block.ts';

interface Settings {
  readonly controlPlaneEndpoint?: string;
  readonly apiServer?: { readonly certSANs?: readonly string[] };
}

/** What kubeadm tells nodes that join: by what they call the API, and what the certificates of new control planes hold for. */
export default defineStep({
  id: 'cluster.settings',
  title: 'Endpoint of the cluster',
  only: 'kubeadm',
  on: 'leader',
  needs: ({ cluster, node }) => ({ objects: kubeadmObjects(cluster), called: calledApi(cluster, node) }),
  *plan({ cluster, node, nodes, facts: { objects, called } }) {
    const text = configMapText(objects, 'kubeadm-config');
    // Without it a step of the phase addons uploads all settings.
    if (text === undefined || called === '' || cluster.sharedAddress === undefined) return;
    const settings = parse(text) as Settings;
    const endpoint = wantedApi({ cluster, nodes, called });
    const { certSANs = [] } = settings.apiServer ?? {};
    const names = [cluster.sharedAddress, endpoint.replace(/:\d+$/, '')].filter((name) => !certSANs.includes(name));
    const moves = settings.controlPlaneEndpoint !== endpoint;
    if (!moves && names.length === 0) return;
    const content = writtenYaml({
      ...settings,
      controlPlaneEndpoint: endpoint,
      apiServer: { ...settings.apiServer, certSANs: [...certSANs, ...names] },
    });
    // Asks the node's own API: the address by which the node calls the API may be moving from one machine to another.
    const kubectl = sh`${distributionOf(cluster).kubectl} --server ${`https://${node.address}:6443`}`;
    yield {
      kind: 'change',
      about: endpoint,
      summary: moves
        ? `Let nodes that join, and kube-proxy, call the API by ${endpoint}`
        : `Let certificates of further control planes hold for ${names.join(' and ')}, too`,
      before: text,
      after: content,
      script: sh`${moves ? calledBy(endpoint, kubectl) : sh`:`}
printf %s ${content} | ${kubectl} -n kube-system create configmap kubeadm-config --from-file=ClusterConfiguration=/dev/stdin --dry-run=client -o yaml | ${kubectl} replace -f -`,
    };
  },
});

function calledBy(endpoint: string, kubectl: Script): Script {
  const server = `s#\\(server: https://\\)[^ "\\\\]*#\\1${endpoint}#`;
  return sh`for place in kube-public/cluster-info kube-system/kube-proxy; do
  text=$(${kubectl} -n "\${place%/*}" get configmap "\${place#*/}" --ignore-not-found -o yaml)
  [ -z "$text" ] || printf '%s\n' "$text" | sed ${server} | ${kubectl} replace -f -
done
if ${kubectl} -n kube-system get daemonset kube-proxy >/dev/null 2>&1; then ${kubectl} -n kube-system rollout restart daemonset kube-proxy; fi`;
}
