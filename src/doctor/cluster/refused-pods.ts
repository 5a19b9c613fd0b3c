import type { AboutFault } from '../about.ts';
import type { Check } from '../check.ts';
import { shortened } from '../shortened.ts';
import { askReasons, lackText, refusalsIn } from './refusals.ts';
import { filledAdvice, objectsCheck } from './seen-objects.ts';

interface Row extends Omit<AboutFault, 'why'> {
  readonly matches: RegExp;
  /** Why there are no pods, as the end of a sentence. */
  readonly reason: (match: RegExpExecArray) => string;
}

/** Of several rows that match what the API says, the first one says why. */
const rows: readonly Row[] = [
  {
    id: 'pods.quota',
    title: 'A ResourceQuota keeps a workload from making pods',
    advice: 'kubectl -n NAMESPACE describe resourcequota NAME',
    runbook:
      'A ResourceQuota limits what a namespace may use. Raise its limits (`kubectl -n NAMESPACE edit resourcequota NAME`), delete what nobody needs, or ask for less in the workload. A quota of cpu or memory also wants every container to name its requests or limits.',
    source: 'Kubernetes: resource quotas',
    matches: /(?:exceeded|failed) quota: ([^,:\s]+)[,:] (.*)/,
    reason: ([, name = '', words = '']) =>
      words.startsWith('must specify')
        ? `the ResourceQuota ${name} wants them to name ${words.replace(/^must specify /, '')}`
        : `the ResourceQuota ${name} is used up (${shortened(words, 120)})`,
  },
  {
    id: 'pods.limits',
    title: 'A LimitRange keeps a workload from making pods',
    advice: 'kubectl -n NAMESPACE describe limitrange',
    runbook:
      'A LimitRange says how much a container or pod of a namespace may ask for. Change the requests and limits of the workload, or the LimitRange.',
    source: 'Kubernetes: limit ranges',
    matches: /(?:\[|forbidden: )((?:(?:maximum|minimum) \S+ usage per|\S+ max limit to request ratio per) .*)/,
    reason: ([, words = '']) =>
      `a LimitRange of the namespace does not let them in (${shortened(words.replace(/\]$/, ''), 160)})`,
  },
  {
    id: 'pods.security',
    title: 'The rules for the security of pods refuse a workload',
    advice: 'kubectl get namespace NAMESPACE --show-labels',
    runbook:
      'A label pod-security.kubernetes.io/enforce of the namespace says what its pods may do. Change the securityContext of the workload as the line says, or give the namespace a weaker level: privileged, baseline, restricted.',
    source: 'Kubernetes: pod security admission',
    matches: /violates PodSecurity "([^"]+)": (.*)/,
    reason: ([, level = '', words = '']) => `its namespace enforces the level ${level} (${shortened(words, 160)})`,
  },
  {
    id: 'pods.account',
    title: 'A workload names a ServiceAccount that is not there',
    advice: 'kubectl -n NAMESPACE create serviceaccount NAME',
    runbook: 'The account was deleted, or the name in serviceAccountName has a mistake.',
    source: 'Kubernetes: service accounts',
    matches: /error looking up service account [^/\s]+\/([^:\s]+): serviceaccount/,
    reason: ([, name]) => `there is no ServiceAccount ${name}`,
  },
  {
    id: 'pods.refused',
    title: 'The API refuses the pods of a workload',
    advice: 'kubectl -n NAMESPACE describe KIND WORKLOAD',
    runbook:
      'The words in brackets come from the API. Usual are a policy or a webhook that says no, a class that does not exist, and a field with a mistake.',
    source: 'Kubernetes: admission controllers',
    // A webhook that cannot be asked is a fault of its own: cluster.webhook.
    matches: /^(?!.*failed calling webhook )(?:pods "[^"]*" is forbidden: )?(.*)/s,
    reason: ([, words = '']) => `the API refuses them (${shortened(words)})`,
  },
];

export default rows.map(
  ({ matches, reason, ...about }): Check =>
    objectsCheck({
      ...about,
      why: 'Without its pods a workload does nothing, or less than it should.',
      entailsAnywhere: ['pods.rollout', 'dns.coredns', 'net.dns_pod'],
      asks: askReasons,
      *find(objects, _, events) {
        for (const { workload, message } of refusalsIn(objects, events)) {
          if (rows.find((row) => row.matches.test(message))?.id !== about.id) continue;
          const match = matches.exec(message);
          if (!match) continue;
          const { namespace: NAMESPACE, kind, name: WORKLOAD } = workload;
          const values = { NAMESPACE, KIND: kind.toLowerCase(), WORKLOAD, NAME: match[1] ?? '' };
          yield { what: `${lackText(workload)}: ${reason(match)}`, advice: filledAdvice(about, values) };
        }
      },
    }),
);
