import { distributionOf } from '../../distributions/table.ts';
import type { Fact } from '../../engine/model.ts';
import type { Cluster } from '../../inventory/schema.ts';
import { sh } from '../../shell/sh.ts';
import { commandFact } from '../command.ts';
import type { ObjectId } from './object-id.ts';

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

/**
 * Asks what is in these namespaces beside what microcloud and Kubernetes itself put there. The contents of secrets are
 * not asked for.
 */
export function namespaceContents(
  cluster: Pick<Cluster, 'distribution'>,
  namespaces: readonly string[],
): Fact<readonly Content[]> {
  const { kubectl } = distributionOf(cluster);
  const row = '{.apiVersion}{"\\t"}{.kind}{"\\t"}{.metadata.namespace}{"\\t"}{.metadata.name}{"\\t"}{.type}{"\\n"}';
  const template = `jsonpath={range .items[*]}${row}{end}`;
  return commandFact(
    `contents of ${namespaces.join(', ') || 'no namespace'}`,
    sh`for namespace in ${namespaces}; do
  ${kubectl} -n "$namespace" get ${types} -l ${'!microcloud.cloudy/person'} -o ${template} || exit
done`,
    (stdout) => stdout.split('\n').flatMap(contentOf),
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
