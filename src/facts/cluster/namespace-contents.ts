import { distributionOf } from '../../distributions/table.ts';
import type { Fact } from '../../engine/model.ts';
import type { Cluster } from '../../inventory/schema.ts';
import { sh } from '../../shell/sh.ts';
import { commandFact } from '../command.ts';
import { isSameObject, type ObjectId } from './object-id.ts';
import { columnsOf, rowsIn } from './printed-rows.ts';

/** Types of objects that people make, as kubectl takes them. */
const types = [
  ...['deployments.apps', 'statefulsets.apps', 'daemonsets.apps', 'jobs.batch', 'cronjobs.batch', 'pods', 'services'],
  ...['ingresses.networking.k8s.io', 'persistentvolumeclaims', 'configmaps', 'secrets', 'serviceaccounts'],
  ...['roles.rbac.authorization.k8s.io', 'rolebindings.rbac.authorization.k8s.io'],
].join(',');

/** An object that somebody put into a namespace. */
export interface Content extends ObjectId {
  /** It lets somebody in who is not in the inventory: an account, its token, a role that a person gave away. */
  readonly isKey: boolean;
}

const fields = ['.apiVersion', '.kind', '.metadata.namespace', '.metadata.name', '.type'];

/**
 * Asks what is in these namespaces beside what Kubernetes itself and microcloud put there: `own` are the objects of
 * microcloud. Labels do not tell them, as people may set these. The contents of secrets are not asked for.
 */
export function namespaceContents(
  cluster: Pick<Cluster, 'distribution'>,
  namespaces: readonly string[],
  own: readonly ObjectId[],
): Fact<readonly Content[]> {
  const { kubectl } = distributionOf(cluster);
  return commandFact(
    `contents of ${namespaces.join(', ') || 'no namespace'}`,
    sh`for namespace in ${namespaces}; do
  ${kubectl} -n "$namespace" get ${types} -o ${columnsOf(fields)} || exit
done`,
    (stdout) =>
      rowsIn(stdout)
        .split('\n')
        .flatMap(contentOf)
        .filter((one) => !own.some((other) => isSameObject(one, other))),
  );
}

const keyKinds: readonly string[] = ['ServiceAccount', 'Role', 'RoleBinding'];

function contentOf(line: string): readonly Content[] {
  const [apiVersion = '', kind = '', namespace = '', name, type] = line.split('\t');
  if (name === undefined) return [];
  // Every namespace has these.
  if ([`${kind}/${name}`].some((one) => one === 'ServiceAccount/default' || one === 'ConfigMap/kube-root-ca.crt'))
    return [];
  const isKey = keyKinds.includes(kind) || type === 'kubernetes.io/service-account-token';
  return [{ apiVersion, kind, namespace, name, isKey }];
}
