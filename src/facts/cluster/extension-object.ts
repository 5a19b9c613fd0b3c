import { type Condition, cellValue, cellValues } from './cell.ts';
import { defineTable } from './object-table.ts';

/** A Service of the cluster that the API asks. */
export interface AskedService {
  readonly namespace: string;
  readonly name: string;
}

/** A part of the API that a Service of the cluster answers for. */
export interface ApiService {
  /** "v1beta1.metrics.k8s.io" */
  readonly name: string;
  /** undefined: the API server answers itself. */
  readonly service: AskedService | undefined;
  /** Why it does not answer, in Kubernetes' words; undefined when it does. */
  readonly fault: string | undefined;
}

export const apiServiceTable = defineTable(
  { APIService: 'apiservices.apiregistration.k8s.io' },
  { name: '.metadata.name', service: '.spec.service', failing: '.status.conditions[?(@.status=="False")]' },
  (cells): ApiService => {
    const failing = cellValues<Condition>(cells.failing).find(({ type }) => type === 'Available');
    return {
      name: cells.name,
      service: cellValue<AskedService | undefined>(cells.service, undefined),
      fault: failing && (failing.message ?? failing.reason ?? ''),
    };
  },
);

/** Webhooks that the API must ask before it takes an object: when they do not answer, it refuses the object. */
export interface AdmissionHooks {
  readonly kind: string;
  /** The name of their configuration. */
  readonly name: string;
  /** The names of the webhooks, as error messages have them. */
  readonly hooks: readonly string[];
  /** Whom they ask; webhooks outside of the cluster are left out. */
  readonly services: readonly AskedService[];
}

const must = '.webhooks[?(@.failurePolicy=="Fail")]';

export const admissionTable = defineTable(
  {
    ValidatingWebhookConfiguration: 'validatingwebhookconfigurations.admissionregistration.k8s.io',
    MutatingWebhookConfiguration: 'mutatingwebhookconfigurations.admissionregistration.k8s.io',
  },
  { kind: '.kind', name: '.metadata.name', hooks: `${must}.name`, services: `${must}.clientConfig.service` },
  ({ kind, name, hooks, services }): AdmissionHooks => ({
    ...{ kind, name, hooks: hooks.split(' ').filter(Boolean), services: cellValues<AskedService>(services) },
  }),
);
