import { type Condition, cellValue, secondsOf } from './cell.ts';
import { defineTable, label } from './object-table.ts';

export interface NamespaceObject {
  readonly name: string;
  /** The person of the inventory whose namespace it is; '' where it is nobody's. */
  readonly person: string;
  /** When somebody deleted it, seconds since 1970. */
  readonly endsSince: number | undefined;
  /** What keeps it while it is being deleted, as Kubernetes tells it. */
  readonly conditions: readonly Condition[];
  /** Who must agree before it goes, beside Kubernetes itself. */
  readonly finalizers: readonly string[];
}

export const namespaceTable = defineTable(
  { Namespace: 'namespaces' },
  {
    name: '.metadata.name',
    person: label('microcloud.cloudy/person'),
    ending: '.metadata.deletionTimestamp',
    conditions: '.status.conditions',
    finalizers: '.metadata.finalizers',
    specFinalizers: '.spec.finalizers',
  },
  (cells): NamespaceObject => ({
    ...{ name: cells.name, person: cells.person },
    endsSince: secondsOf(cells.ending),
    conditions: cellValue(cells.conditions, []),
    finalizers: [
      ...cellValue<readonly string[]>(cells.finalizers, []),
      ...cellValue<readonly string[]>(cells.specFinalizers, []).filter((name) => name !== 'kubernetes'),
    ],
  }),
);

/** A PersistentVolumeClaim: a pod's wish for a volume. */
export interface ClaimObject {
  readonly namespace: string;
  readonly name: string;
  readonly created: number;
  readonly endsSince: number | undefined;
  readonly phase: string;
  readonly storageClass: string;
}

export const claimTable = defineTable(
  { PersistentVolumeClaim: 'persistentvolumeclaims' },
  {
    namespace: '.metadata.namespace',
    name: '.metadata.name',
    created: '.metadata.creationTimestamp',
    ending: '.metadata.deletionTimestamp',
    phase: '.status.phase',
    storageClass: '.spec.storageClassName',
  },
  ({ namespace, name, created, ending, phase, storageClass }): ClaimObject => ({
    ...{ namespace, name, phase, storageClass },
    created: secondsOf(created) ?? 0,
    endsSince: secondsOf(ending),
  }),
);

/** A request for a certificate, which somebody must approve. */
export interface CertificateRequest {
  readonly name: string;
  readonly created: number;
  readonly signer: string;
  readonly requester: string;
  readonly isDecided: boolean;
}

export const requestTable = defineTable(
  { CertificateSigningRequest: 'certificatesigningrequests.certificates.k8s.io' },
  {
    name: '.metadata.name',
    created: '.metadata.creationTimestamp',
    signer: '.spec.signerName',
    requester: '.spec.username',
    conditions: '.status.conditions',
  },
  ({ name, created, signer, requester, conditions }): CertificateRequest => ({
    ...{ name, signer, requester, created: secondsOf(created) ?? 0, isDecided: conditions !== '' },
  }),
);
