import type { Fact } from '../../engine/model.ts';
import type { Cluster } from '../../inventory/schema.ts';
import { cellValue } from './cell.ts';
import type { Reply } from './kubectl-get.ts';
import { defineTable } from './object-table.ts';
import { namedFact } from './query.ts';

type Amounts = Readonly<Record<string, string>>;

/** What a namespace may have, and has: quantities of Kubernetes by their names, "limits.memory". */
export interface QuotaObject {
  readonly namespace: string;
  readonly hard: Amounts;
  readonly used: Amounts;
}

const quotaTable = defineTable(
  { ResourceQuota: 'resourcequotas' },
  { namespace: '.metadata.namespace', hard: '.status.hard', used: '.status.used' },
  (cells): QuotaObject => ({
    namespace: cells.namespace,
    hard: cellValue<Amounts>(cells.hard, {}),
    used: cellValue<Amounts>(cells.used, {}),
  }),
);

/** Asks for the quotas that microcloud gave to these namespaces. */
export function quotasIn(
  cluster: Pick<Cluster, 'distribution'>,
  namespaces: readonly string[],
): Fact<Reply<{ readonly quotas: readonly QuotaObject[] }>> {
  const ids = namespaces.map((namespace) => ({
    apiVersion: 'v1',
    kind: 'ResourceQuota',
    namespace,
    name: 'microcloud',
  }));
  return namedFact('quotas of people', cluster, ids, { quotas: quotaTable });
}
