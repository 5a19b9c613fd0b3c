import type { ClusterObjects } from '../../facts/cluster/cluster-state.ts';
import { policyAnswers, type RefusedObject } from '../../facts/cluster/policy-answers.ts';
import { peopleFact } from '../../resources/people-objects.ts';
import { command } from '../../shell/sh.ts';
import type { ClusterView } from '../check.ts';
import { objectsCheck } from '../cluster/seen-objects.ts';
import { shortened } from '../shortened.ts';
import { knownIn } from './people-of-cluster.ts';

/** Makes the question whether policies would refuse what is in people's namespaces; undefined where nobody has one. */
function question({ namespaces }: ClusterObjects, view: ClusterView) {
  const own = namespaces.filter(({ person, endsSince }) => person !== '' && endsSince === undefined);
  if (own.length === 0) return undefined;
  const groups = knownIn(view).people.flatMap(({ group }) => group ?? []);
  return policyAnswers(view.cluster, { namespaces: own.map(({ name }) => name).toSorted(), groups });
}

/** Leaves pods out where their Deployment is refused, too: the Deployment is what somebody can change. */
function withoutMade(refused: readonly RefusedObject[]): readonly RefusedObject[] {
  const makers = refused.filter(({ kind }) => kind !== 'Pod');
  return refused.filter((one) => one.kind !== 'Pod' || makers.every(({ namespace }) => namespace !== one.namespace));
}

export default [
  objectsCheck({
    id: 'policy.violations',
    title: 'An object in a namespace of people breaks its policies',
    severity: 'warning',
    why: 'It was there before the policy, or the owner of the cluster made it. The API refuses the next change of it by a person.',
    advice: 'kubectl -n NAMESPACE edit KIND NAME',
    runbook:
      'Policies judge an object when somebody makes or changes it, and not before. The API itself was asked, on trial, what it would refuse today: the line says why. Change the object, or the policy: `policies` and `hosts` in the inventory, and `security` of a namespace for what its pods may do. An object that the owner of the cluster wants may stay: `--ignore policy.violations`. Service ports that somebody chose by hand earlier are not found: nothing marks them.',
    source:
      'https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy; https://kubernetes.io/docs/concepts/security/pod-security-admission/',
    besides: (asked) => ({ people: peopleFact(asked) }),
    asks: question,
    *find(_objects, _view, told) {
      for (const some of Map.groupBy(told?.refused ?? [], ({ sentence }) => sentence).values()) {
        const [first, ...others] = withoutMade(some);
        if (!first) continue;
        const { kind, namespace, name, resource, sentence } = first;
        const more = others.length === 0 ? '' : `, and ${others.length} more like it,`;
        yield {
          what: `${kind} ${namespace}/${name}${more} breaks a policy: ${shortened(sentence)}`,
          advice: command`kubectl -n ${namespace} edit ${resource} ${name}`,
        };
      }
      for (const { namespace, level, pods } of told?.insecure ?? []) {
        yield {
          what: `Pods of ${namespace} do what its level of Pod Security, ${level}, does not allow: ${shortened(pods.join('; '))}`,
          why: 'They run as long as nothing touches them. When they are made anew, on another node or in another version, the API refuses them.',
          advice: command`kubectl -n ${namespace} get pods`,
        };
      }
    },
  }),
];
