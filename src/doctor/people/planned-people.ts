import type { Reported } from '../about.ts';

/** Faults that steps of the phase people look for. */
export default {
  'people.access': {
    title: 'People do not have what the inventory gives them',
    why: 'Somebody may do less than the inventory says, or more.',
    runbook:
      'Namespaces, quotas or roles of `people` are missing, or have changed. Or they belong to somebody who is no longer in the inventory. The line says which.',
    source: 'https://kubernetes.io/docs/concepts/security/rbac-good-practices',
  },
  'policy.objects': {
    title: "Policies for people's namespaces are not as they should be",
    severity: 'warning',
    why: 'Somebody may take ports, names or nodes that are for everybody.',
    runbook:
      'In namespaces with the label microcloud.cloudy/person, ValidatingAdmissionPolicies of the API refuse objects that would take something from others. `policies: {people: false}` in the inventory switches them off.',
    source: 'CVE-2020-8554; https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy',
  },
} as const satisfies Reported;
