import type { ClusterView } from '../../src/doctor/check.ts';
import { loadChecks } from '../../src/doctor/themes.ts';
import type { Fact, Scope } from '../../src/engine/model.ts';
import { clusterObjects } from '../../src/facts/cluster/cluster-state.ts';
import { controllerTable } from '../../src/facts/cluster/controller-object.ts';
import { admissionTable, apiServiceTable } from '../../src/facts/cluster/extension-object.ts';
import { nodeTable } from '../../src/facts/cluster/node-object.ts';
import { podTable } from '../../src/facts/cluster/pod-object.ts';
import { serviceTable } from '../../src/facts/cluster/service-object.ts';
import { claimTable, namespaceTable, requestTable } from '../../src/facts/cluster/unfinished-object.ts';
import { now } from './cluster-answer.ts';
import { makeScope } from './plan.ts';

export { now } from './cluster-answer.ts';

type Json = Readonly<Record<string, unknown>>;

const tables: Readonly<Record<string, { readonly columns: Readonly<Record<string, string>> }>> = {
  Node: nodeTable,
  Pod: podTable,
  Service: serviceTable,
  Namespace: namespaceTable,
  PersistentVolumeClaim: claimTable,
  CertificateSigningRequest: requestTable,
  APIService: apiServiceTable,
  ...Object.fromEntries(
    ['Deployment', 'DaemonSet', 'StatefulSet', 'ReplicaSet', 'Job'].map((kind) => [kind, controllerTable]),
  ),
  ...Object.fromEntries(
    ['ValidatingWebhookConfiguration', 'MutatingWebhookConfiguration'].map((kind) => [kind, admissionTable]),
  ),
};

const text = (value: unknown = '') => (typeof value === 'string' ? value : JSON.stringify(value));

/** Prints one object as kubectl does. It is given by the names of its table's columns. */
function line(object: Json, fields: readonly string[]): string {
  const columns = tables[String(object.kind)]?.columns ?? {};
  const names = Object.keys(columns);
  const stray = Object.keys(object).find((name) => name !== 'kind' && !names.includes(name));
  if (stray) throw new Error(`nobody asks for ${stray} of a ${object.kind}`);
  const cell = (field: string) => {
    const name = field === '.kind' ? 'kind' : names.find((one) => columns[one] === field);
    const value = name === undefined ? undefined : object[name];
    // Of a list kubectl prints all values of a path on one line.
    if (/\[(\?|\*)/.test(field) && Array.isArray(value)) return value.map(text).join(' ');
    return text(value);
  };
  return `${fields.map(cell).join('\t')}\t\n`;
}

/**
 * Makes the view of a cluster with these objects. Nodes answer facts by their ids; "pi-2 FACT" comes before "FACT".
 * "pi-2 delay" is for how many seconds the questions were on their way to pi-2.
 */
export function viewOf(
  objects: readonly Json[],
  answers: Readonly<Record<string, string>> = {},
  scope = makeScope(),
): ClusterView {
  const asked = clusterObjects(scope.cluster);
  const { fields } = JSON.parse('item' in asked.ask ? asked.ask.item : '');
  const lookedAt = (node: Scope['node']) => ({
    node,
    isMember: node.role !== 'proxy',
    told<T>(fact: Fact<T>): T | undefined {
      if (fact.id === asked.id && node.name === 'pi-1' && objects.length > 0) {
        return fact.parse(`${now}\n${objects.map((one) => line(one, fields)).join('')}`);
      }
      const answer = answers[`${node.name} ${fact.id}`] ?? answers[fact.id];
      return answer === undefined ? undefined : fact.parse(answer, Number(answers[`${node.name} delay`] ?? 0));
    },
  });
  const { cluster, cloudy, nodes, proxies } = scope;
  const [looked, lookedProxies] = [nodes.map(lookedAt), proxies.map(lookedAt)];
  return { cluster, cloudy, nodes, looked, proxies, lookedProxies, beforeInstall: false };
}

const checks = await loadChecks();

/** Returns what checks of the whole cluster say: "id node: what". */
export function judgedCluster(view: ClusterView): readonly string[] {
  return checks
    .filter((check) => check.kind === 'cluster')
    .flatMap((check) =>
      [...check.judge(view)].flatMap((one) =>
        'unasked' in one ? [] : [`${check.id} ${one.node ?? 'cluster'}: ${one.what ?? check.title}`],
      ),
    );
}
