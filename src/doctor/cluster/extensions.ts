import type { ClusterObjects } from '../../facts/cluster/cluster-state.ts';
import type { AskedService } from '../../facts/cluster/extension-object.ts';
import { command } from '../../shell/sh.ts';
import { shortened } from '../shortened.ts';
import { askReasons, lackText, type Refusal, refusalsIn } from './refusals.ts';
import { isReady, objectsCheck } from './seen-objects.ts';
import { backends } from './services.ts';
import { translated, webhookWords } from './words.ts';

/** Says why no pod answers for a Service; undefined when one does, or nobody can tell. */
function silenceOf({ namespace, name }: AskedService, objects: ClusterObjects): string | undefined {
  const service = objects.services.find((one) => one.namespace === namespace && one.name === name);
  if (!service) return `the Service ${namespace}/${name} is not there`;
  if (!service.selector) return undefined;
  const pods = backends(service, objects.pods);
  if (pods.some(isReady)) return undefined;
  return `no pod of the Service ${namespace}/${name} ${pods.length === 0 ? 'is there' : 'is ready'}`;
}

interface DeadHook {
  readonly kind: string;
  readonly name: string;
  readonly hooks: readonly string[];
  readonly namespace: string;
  readonly why: string;
}

function deadHooksIn(objects: ClusterObjects): readonly DeadHook[] {
  return objects.admission.flatMap(({ kind, name, hooks, services }) => {
    for (const service of services) {
      const why = silenceOf(service, objects);
      if (why) return [{ kind, name, hooks, namespace: service.namespace, why }];
    }
    return [];
  });
}

/** Names workloads that lack pods because of webhooks: "; so Deployment default/web has none of its 3 pods" */
function consequence(refusals: readonly Refusal[], isMeant: (hook: string) => boolean): string {
  const hit = refusals.filter(({ message }) => isMeant(hookIn(message)?.hook ?? ''));
  const more = hit.length > 2 ? `, and ${hit.length - 2} more` : '';
  return hit.length === 0
    ? ''
    : `; so ${hit
        .slice(0, 2)
        .map(({ workload }) => lackText(workload))
        .join(', ')}${more}`;
}

function hookIn(message: string): { readonly hook: string; readonly words: string } | undefined {
  const [, hook, words = ''] =
    /failed calling webhook "([^"]+)": (?:failed to call webhook: )?(.*)/s.exec(message) ?? [];
  return hook === undefined ? undefined : { hook, words };
}

export default [
  objectsCheck({
    id: 'cluster.webhook',
    title: 'An admission webhook cannot be asked',
    why: 'The API refuses all objects about which it must ask the webhook, mostly pods.',
    advice: 'kubectl get validatingwebhookconfigurations,mutatingwebhookconfigurations',
    runbook:
      'A program in the cluster wants to see objects before the cluster takes them. Its setting `failurePolicy: Fail` lets the cluster take nothing while the program is away. Start its pods again. Where the program was removed, delete its configuration. Where it keeps its own pods from starting, delete the configuration, too: the program makes it again.',
    source: 'Kubernetes: dynamic admission control; cert-manager, kyverno, istio issue trackers',
    entailsAnywhere: ['pods.rollout'],
    asks: askReasons,
    *find(objects, _, events) {
      const dead = deadHooksIn(objects);
      const refusals = refusalsIn(objects, events);
      for (const { kind, name, hooks, namespace, why } of dead) {
        yield {
          what: `The admission webhook of ${kind} ${name} cannot be asked: ${why}${consequence(refusals, (hook) => hooks.includes(hook))}`,
          advice: [command`kubectl -n ${namespace} get pods`, command`kubectl delete ${kind.toLowerCase()} ${name}`],
        };
      }
      // Other webhooks fail although a pod is ready, or are outside of the cluster.
      const known = new Set(dead.flatMap(({ hooks }) => hooks));
      const failing = refusals.flatMap(({ message }) => hookIn(message) ?? []);
      for (const { hook, words } of new Map(failing.map((one) => [one.hook, one])).values()) {
        if (known.has(hook)) continue;
        const why = translated(webhookWords, words);
        yield {
          what: `The admission webhook ${hook} cannot be asked: ${why}${consequence(refusals, (one) => one === hook)}`,
        };
      }
    },
  }),
  objectsCheck({
    id: 'cluster.api_service',
    title: 'A part of the API does not answer',
    why: 'Its objects cannot be read, and no namespace can be deleted.',
    advice: 'kubectl get apiservices',
    runbook:
      'A program in the cluster answers for this part (metrics-server is one). Look at its pods; where the program was removed, delete the APIService.',
    source: 'kubernetes#60807; metrics-server issue tracker',
    *find(objects) {
      for (const { name, service, fault } of objects.apiServices) {
        if (fault === undefined || !service) continue;
        const why = silenceOf(service, objects) ?? shortened(fault, 160);
        const waiting = objects.namespaces.filter(({ conditions }) =>
          conditions.some(({ type, status }) => type === 'NamespaceDeletionDiscoveryFailure' && status === 'True'),
        );
        const names = waiting.map((one) => one.name).join(', ');
        yield {
          what: `The part ${name} of the API does not answer: ${why}${names === '' ? '' : `; so the deleted namespace ${names} is still there`}`,
          advice: [command`kubectl -n ${service.namespace} get pods`, command`kubectl delete apiservice ${name}`],
        };
      }
    },
  }),
];
