import { distributionOf } from '../../distributions/table.ts';
import { Version } from '../../distributions/version.ts';
import { defineStep, type Scope } from '../../engine/model.ts';
import { manifest } from '../../resources/manifest.ts';
import type { ObjectSet } from '../../resources/object-set.ts';
import { ensureNoObjects, ensureObjects, objectsFact } from '../../resources/objects.ts';

const policies = { name: 'people-policies', title: "policies for people's namespaces" } as const;

export default defineStep({
  id: 'policy.objects',
  title: "Policies for people's namespaces",
  on: 'leader',
  needs: (scope) => ({ objects: objectsFact(scope.cluster, objects(scope) ?? policies) }),
  *plan({ facts, ...scope }) {
    const { cluster } = scope;
    const wanted = objects(scope);
    yield* wanted ? ensureObjects(facts.objects, cluster, wanted) : ensureNoObjects(facts.objects, cluster, policies);
  },
});

/**
 * These policies are for people who neither own the cluster nor are a part of it. Objects that Kubernetes itself makes
 * from the objects of people need no check: those of people had one.
 */
const conditions = [
  { name: 'not-an-owner', expression: "!authorizer.group('').resource('namespaces').check('delete').allowed()" },
  {
    name: 'not-kubernetes',
    expression:
      "!(request.userInfo.username == 'system:kube-controller-manager' || request.userInfo.username.startsWith('system:serviceaccount:kube-system:') || request.userInfo.username.startsWith('system:node:'))",
  },
];

/** Since when the API can look at what a request asks for before it fills in the rest. */
const seesWishes = Version.of('1.36.0');

/**
 * Lists the objects of the policies; undefined where only the owner uses the cluster, or the inventory wants no
 * policies.
 */
function objects({ cluster, people, policies: { people: isWanted, registries } }: Scope): ObjectSet | undefined {
  if (!isWanted || people.length === 0) return undefined;
  const documents = [
    ...manifest('people-policies.yaml', {
      ...{ conditions, cluster: cluster.name, registryNames: registries.join(', ') || 'any' },
      // As lists of CEL.
      registries: JSON.stringify(registries),
      namespaces: JSON.stringify(
        [...new Set(people.flatMap((one) => one.namespaces.map(({ name }) => name)))].toSorted(),
      ),
      loadBalancersTakePorts: distributionOf(cluster).loadBalancersTakePorts(cluster),
    }),
    ...(cluster.version.minorsAheadOf(seesWishes) < 0 ? [] : manifest('people-node-ports.yaml', { conditions })),
  ];
  return { ...policies, documents };
}
