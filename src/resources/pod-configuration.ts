import { distributionOf } from '../distributions/table.ts';
import type { Change } from '../engine/model.ts';
import { at, isList } from '../facts/cluster/json.ts';
import type { ManagedObject } from '../facts/cluster/managed-objects.ts';
import { isSameObject, type ObjectId } from '../facts/cluster/object-id.ts';
import type { Cluster } from '../inventory/schema.ts';
import { sh } from '../shell/sh.ts';
import { type ObjectSet, titleOf } from './object-set.ts';

/** Annotation on pods: when the ConfigMaps that they read last changed. */
const readAnnotation = 'microcloud.cloudy/configuration';

/**
 * Restarts pods that have not read the present ConfigMaps of their set: most programs read their configuration only
 * when they start. What somebody changed, and what was put back since, both count: a pod may have started between the
 * two.
 */
export function* ensureRestarted(
  wanted: readonly ObjectId[],
  present: readonly ManagedObject[],
  { title }: Pick<ObjectSet, 'title'>,
  cluster: Cluster,
): Iterable<Change> {
  const own = present.filter((one) => wanted.some((other) => isSameObject(one, other)));
  for (const workload of own) {
    const template = at(workload.fields, 'spec', 'template');
    const volumes = at(template, 'spec', 'volumes');
    const names = (isList(volumes) ? volumes : []).map((volume) => at(volume, 'configMap', 'name'));
    const read = own.filter(
      ({ kind, namespace, name }) => kind === 'ConfigMap' && namespace === workload.namespace && names.includes(name),
    );
    const newest = read.toSorted((a, b) => (a.changed < b.changed ? -1 : 1)).at(-1);
    const known = at(template, 'metadata', 'annotations', readAnnotation) ?? workload.created;
    if (!newest || newest.changed <= String(known)) continue;
    const { kind, namespace, name } = workload;
    const patch = { spec: { template: { metadata: { annotations: { [readAnnotation]: newest.changed } } } } };
    yield {
      kind: 'change',
      summary: `Restart ${title}: ${titleOf(newest)} has changed since its pods started`,
      // The field manager is another one than that of the manifest, which would take the annotation away when it is
      // applied.
      script: sh`${distributionOf(cluster).kubectl} -n ${namespace} patch ${kind} ${name} --field-manager=microcloud-restart -p ${JSON.stringify(patch)}`,
    };
  }
}
