import { distributionOf } from '../../distributions/table.ts';
import type { Fact } from '../../engine/model.ts';
import type { Cluster } from '../../inventory/schema.ts';
import { sh } from '../../shell/sh.ts';
import { commandFact, slow } from '../command.ts';

/** An object that is there, and that the API would not take today. */
export interface RefusedObject {
  readonly kind: string;
  /** As kubectl takes it: "deployments.apps". */
  readonly resource: string;
  readonly namespace: string;
  readonly name: string;
  /** The policy's own sentence. */
  readonly sentence: string;
}

/** Pods that run, and that the level of Pod Security of their namespace would not let in today. */
export interface InsecurePods {
  readonly namespace: string;
  /** "baseline" */
  readonly level: string;
  /** The first one, with what it takes, as the API says it: "tool (and 2 other pods): hostPath volumes, privileged". */
  readonly pods: readonly string[];
}

export interface PolicyAnswers {
  readonly refused: readonly RefusedObject[];
  readonly insecure: readonly InsecurePods[];
}

/** Types that policies look at. Controllers, which make pods, stand before the pods. */
const kinds: Readonly<Record<string, string>> = {
  services: 'Service',
  'ingresses.networking.k8s.io': 'Ingress',
  'deployments.apps': 'Deployment',
  'statefulsets.apps': 'StatefulSet',
  'daemonsets.apps': 'DaemonSet',
  'cronjobs.batch': 'CronJob',
  'jobs.batch': 'Job',
  pods: 'Pod',
};

// A Pi 3 takes a second to start kubectl, and another one for each twenty objects.
const seconds = 60;
const note = 'microcloud.cloudy/asked=now';

/**
 * Asks the API itself which of the present objects it would refuse today, so that its rules stand in one place only. On
 * trial (`--dry-run=server`), as somebody who has the groups of these people, an annotation is put on each object, and
 * a refusal is printed. For Pod Security another version of the same level is set on trial: on such a change the API
 * warns of pods that the level would keep out.
 * https://kubernetes.io/docs/concepts/security/pod-security-admission/#pod-security-admission-labels-for-namespaces
 */
export function policyAnswers(
  { distribution, version: { major, minor } }: Pick<Cluster, 'distribution' | 'version'>,
  { namespaces, groups }: { readonly namespaces: readonly string[]; readonly groups: readonly string[] },
): Fact<PolicyAnswers> {
  const { kubectlWithin } = distributionOf({ distribution });
  const kubectl = kubectlWithin(seconds);
  const somebody = ['--as=microcloud-doctor', ...groups.map((group) => `--as-group=${group}`)];
  const trial = ['--dry-run=server', '--overwrite'];
  const level = `pod-security.kubernetes.io/enforce-version=v${major}.${minor}`;
  return slow(
    commandFact(
      `policies ${namespaces.join(',')} ${groups.join(',')}`,
      sh`for namespace in ${groups.length === 0 ? [] : namespaces}; do
  echo "in $namespace"
  ${kubectl} -n "$namespace" ${somebody} annotate --all ${trial} ${Object.keys(kinds).join(',')} ${note} 2>&1 >/dev/null | grep ' denied request: ' | cut -c 1-1000
done
${kubectl} label ${trial} namespace ${namespaces} ${level} 2>&1 >/dev/null | grep '^Warning: ' | cut -c 1-1000
:`,
      parse,
    ),
  );
}

function parse(stdout: string): PolicyAnswers {
  const refused: RefusedObject[] = [];
  const insecure: { namespace: string; level: string; pods: string[] }[] = [];
  let namespace = '';
  for (const line of stdout.split('\n')) {
    namespace = /^in (\S+)$/.exec(line)?.[1] ?? namespace;
    const [, resource = '', name = '', sentence = ''] = refusal.exec(line) ?? [];
    const kind = kinds[resource];
    if (kind) refused.push({ kind, resource, namespace, name, sentence });
    const [, warning] = /^Warning: (.*)/.exec(line) ?? [];
    if (warning === undefined) continue;
    const [, lax, level = ''] = /^existing pods in namespace "([^"]+)" violate .* level "([^":]+)/.exec(warning) ?? [];
    if (lax !== undefined) insecure.push({ namespace: lax, level, pods: [] });
    else insecure.at(-1)?.pods.push(warning);
  }
  return { refused, insecure: insecure.filter(({ pods }) => pods.length > 0) };
}

const refusal =
  /(\S+) "([^"]+)" is (?:forbidden|invalid): (?:: )?ValidatingAdmissionPolicy 'microcloud-people-[^']*' .*?denied request: (.*)/;
