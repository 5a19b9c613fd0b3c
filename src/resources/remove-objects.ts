import { distributionOf } from '../distributions/table.ts';
import { listOf, type ObjectId, referenceOf } from '../facts/cluster/object-id.ts';
import { setLabel } from '../facts/cluster/workload.ts';
import type { Cluster } from '../inventory/schema.ts';
import { lines, type Script, sh } from '../shell/sh.ts';

/** Deletes objects and waits until they are gone. Safe to repeat. */
export function removeObjects(objects: readonly ObjectId[], cluster: Cluster): Script {
  const namespaces = objects.filter(({ kind }) => kind === 'Namespace');
  // What was applied last is removed first: pods before the account that they use.
  const goesAlong = ({ kind, namespace }: ObjectId) =>
    bounds.includes(kind) && namespaces.some(({ name }) => name === namespace);
  const others = objects.filter((one) => !namespaces.includes(one) && !goesAlong(one)).toReversed();
  const { kubectl } = distributionOf(cluster);
  const list = listOf(others.map(referenceOf));
  const deletion = sh`printf %s ${list} | ${kubectl} delete --ignore-not-found --cascade=foreground --timeout=120s -f -`;
  return lines([
    ...(others.length > 0 ? [deletion] : []),
    ...namespaces.map(({ name }) => removeNamespace(name, kubectl)),
  ]);
}

// Objects that limit a namespace are deleted with the namespace, or stay as long as anything in it does.
const bounds: readonly string[] = ['LimitRange', 'NetworkPolicy', 'ResourceQuota'];

const inhabitants = 'all,configmaps,secrets,persistentvolumeclaims,ingresses.networking.k8s.io,serviceaccounts';

// With a namespace everything in it is deleted. Where people have put something of theirs into it, the namespace stays,
// and is theirs from then on.
function removeNamespace(name: string, kubectl: Script): Script {
  return sh`inside=$(${kubectl} -n ${name} get ${inhabitants} -o name)
if printf '%s\n' "$inside" | grep -qvxE ${'|configmap/kube-root-ca\\.crt|serviceaccount/default'}; then
  ${kubectl} label namespace ${name} ${`${setLabel}-`}
else
  ${kubectl} delete namespace --ignore-not-found --timeout=120s ${name}
fi`;
}
