import type { ClusterView } from '../../src/doctor/check.ts';
import { loadChecks } from '../../src/doctor/themes.ts';
import type { Fact } from '../../src/engine/model.ts';
import { clusterObjects } from '../../src/facts/cluster-objects.ts';
import { makeScope } from './plan.ts';

type Json = Readonly<Record<string, unknown>>;

/** One object as kubectl's columns show it. */
function row(values: Json): string {
  const columns =
    `kind namespace name created ending labels flannel unschedulable podCidr node host type clusterIp policy
    selector ports phase reason addresses version conditions init containers`.split(/\s+/);
  const cell = (value: unknown) =>
    value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value);
  return `${columns.map((name) => cell(values[name])).join('\t')}\t`;
}

export const now = 1_795_000_000;

/** A cluster whose first control plane tells these objects, and whose nodes answer facts by id, "pi-2 FACT" first. */
export function viewOf(
  objects: readonly Json[],
  answers: Readonly<Record<string, string>> = {},
  scope = makeScope(),
): ClusterView {
  const objectsFact = clusterObjects(scope.cluster);
  const looked = scope.nodes.map((node) => ({
    node,
    isMember: true,
    told<T>(fact: Fact<T>): T | undefined {
      if (fact.id === objectsFact.id && node.name === 'pi-1' && objects.length > 0) {
        return fact.parse(`${now}\n${objects.map(row).join('\n')}\n`);
      }
      const answer = answers[`${node.name} ${fact.id}`] ?? answers[fact.id];
      return answer === undefined ? undefined : fact.parse(answer);
    },
  }));
  return { cluster: scope.cluster, nodes: scope.nodes, looked, beforeInstall: false };
}

const checks = await loadChecks();

/** What checks of the whole cluster say: "id node: what". */
export function judgedCluster(view: ClusterView): readonly string[] {
  return checks
    .filter((check) => check.kind === 'cluster')
    .flatMap((check) =>
      [...check.judge(view)].flatMap((one) =>
        'unasked' in one ? [] : [`${check.id} ${one.node ?? 'cluster'}: ${one.what ?? check.title}`],
      ),
    );
}
