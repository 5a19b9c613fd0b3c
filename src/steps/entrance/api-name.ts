import { defineStep, type Finding } from '../../engine/model.ts';
import { calledApi } from '../../facts/called-api.ts';
import { contentOf, fileFact } from '../../facts/file.ts';
import { apiName } from '../../inventory/address.ts';
import { isControlPlane } from '../../inventory/node-roles.ts';
import { ensureFile } from '../../resources/ensure-file.ts';
import { sh } from '../../shell/sh.ts';
import { apiLine, isApiName, wantedApi, withApiLine } from './api-block.ts';

/**
 * The name by which nodes call the API, in /etc/hosts and in the kubeconfigs of the node. So one control plane can
 * become three. A cluster that was made without such a name is left as it is, until its control planes share an
 * address.
 */
export default defineStep({
  id: 'id.api_name',
  title: 'Name of the API',
  only: 'kubeadm',
  follows: 'nodes',
  needs: ({ cluster, node }) => ({ hosts: fileFact('/etc/hosts'), called: calledApi(cluster, node) }),
  *plan({ cluster, node, nodes, facts: { hosts, called } }): Iterable<Finding> {
    const wanted = wantedApi({ cluster, nodes, called });
    const [host = ''] = wanted.split(':');
    if (isApiName(host) && host !== apiName(cluster) && isControlPlane(node)) return yield renamed(host, cluster.name);
    const line = apiLine({ cluster, nodes, called });
    if (line !== undefined) {
      const content = withApiLine(contentOf(hosts), line);
      yield* ensureFile(hosts, { content, why: `so that it finds the API at ${line.split('\t')[0]}` });
    }
    if (called === '' || called === wanted) return;
    yield {
      kind: 'change',
      about: wanted,
      summary: `Call the API by ${wanted} instead of ${called}`,
      script: isControlPlane(node)
        ? callBy(wanted, administrators)
        : sh`${callBy(wanted, ['kubelet.conf'])}
systemctl restart kubelet`,
    };
  },
});

const administrators = ['super-admin.conf', 'admin.conf'];

/**
 * Writes the endpoint into kubeconfigs. `calledApi` reads the last one, so it is changed last: an interrupted run goes
 * on.
 */
function callBy(endpoint: string, files: readonly string[]) {
  return sh`cd /etc/kubernetes
for file in ${files}; do
  [ -e "$file" ] || continue
  ( umask 077; sed ${`s#^\\( *server: \\).*#\\1https://${endpoint}#`} "$file" >"$file.microcloud" )
  sync "$file.microcloud"
  mv -f "$file.microcloud" "$file"
done`;
}

function renamed(host: string, cluster: string): Finding {
  const name = host.replace(/^api\.|\.internal$/g, '');
  return {
    kind: 'problem',
    about: host,
    summary: `Nodes of this cluster call its API by ${host}, and the inventory calls the cluster ${cluster}.`,
    hint: `Write name: ${name} under cluster. Or microcloud reset, and make the cluster anew`,
  };
}
