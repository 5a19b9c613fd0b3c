import { cellValue } from './cell.ts';
import { defineTable } from './object-table.ts';

export interface ServiceObject {
  readonly namespace: string;
  readonly name: string;
  readonly type: string;
  readonly address: string;
  /** It answers only on nodes that run one of its pods. */
  readonly isLocal: boolean;
  readonly selector: Readonly<Record<string, string>> | undefined;
  readonly ports: readonly { readonly port: number; readonly protocol?: string; readonly nodePort?: number }[];
}

export const serviceTable = defineTable(
  { Service: 'services' },
  {
    namespace: '.metadata.namespace',
    name: '.metadata.name',
    type: '.spec.type',
    clusterIp: '.spec.clusterIP',
    policy: '.spec.externalTrafficPolicy',
    selector: '.spec.selector',
    ports: '.spec.ports',
  },
  (cells): ServiceObject => ({
    namespace: cells.namespace,
    name: cells.name,
    type: cells.type,
    address: cells.clusterIp,
    isLocal: cells.policy === 'Local',
    selector: cellValue<ServiceObject['selector']>(cells.selector, undefined),
    ports: cellValue(cells.ports, []),
  }),
);
