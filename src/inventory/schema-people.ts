import * as z from 'zod';

const cpuHint = 'write processors: "2", "0.5", 500m';
const cpu = z.union([z.string().regex(/^\d+(\.\d+|m)?$/, cpuHint), z.number().positive(cpuHint)], cpuHint);
const bytes = z.string().regex(/^\d+(\.\d+)?(Ki|Mi|Gi|Ti)$/, 'write an amount with its unit: 512Mi, 10Gi');
const count = z.int().min(0).max(1000);

const amounts = z.strictObject({
  cpu: cpu.optional().describe('Processors that pods ask for: "2", "0.5" or 500m'),
  memory: bytes.optional().describe('Memory that pods may use: 512Mi, 1Gi'),
  pods: count.optional().describe('How many pods'),
  storage: bytes.optional().describe('Size of all volumes: 10Gi'),
  publish: count.optional().describe('How many ports of Services are open on the nodes, and so appear in Cloudy'),
});

/**
 * Names of ClusterRoles that Kubernetes has:
 * https://kubernetes.io/docs/reference/access-authn-authz/rbac/#user-facing-roles
 */
const role = z.enum(['view', 'edit', 'admin']);
const security = z.enum(['privileged', 'baseline', 'restricted']);
const access = z.strictObject({
  role: role.describe('view: look. edit: run things. admin: also give others of the cluster a role there'),
  security: security
    .optional()
    .describe(
      'What its pods may do: https://kubernetes.io/docs/concepts/security/pod-security-standards. Default: baseline',
    ),
});

const personName = z
  .string()
  .regex(
    /^[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?$/,
    'write lower-case letters, digits and hyphens, at most 32: names such as system:admin are those of Kubernetes itself',
  );

/** Says what is wrong with the name of a person; undefined where it is right. */
export function faultOfName(name: string): string | undefined {
  return personName.safeParse(name).error?.issues[0]?.message;
}

/** An entry of `people`. */
export const person = z.strictObject({
  name: personName.describe('Name of the person in the cluster'),
  namespaces: z
    .record(z.string(), z.union([role, access], 'write view, edit or admin, or {role: edit, security: restricted}'))
    .optional()
    .describe(
      "The person's namespaces, and the role in each: view, edit or admin. Default: one of the person's name: edit",
    ),
  quota: z
    .union([z.enum(['small', 'medium']), amounts], 'write small, medium, or {cpu: "2", memory: 1Gi}')
    .optional()
    .describe(
      'How much there may be in each of them: small, medium, or cpu, memory, pods, storage, publish. What it leaves out is as in small. Default: small',
    ),
  hosts: z
    .array(
      z
        .string()
        .regex(/^(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)+$/, 'write a host name such as wiki.home.arpa, or *.club.home.arpa'),
    )
    .optional()
    .describe('Host names that Ingresses of the person may have, beside NAME.NAMESPACE.CLUSTER.internal'),
});

/** The section `policies`. */
export const policies = z.strictObject({
  people: z
    .boolean()
    .optional()
    .describe(
      "Whether the API refuses in people's namespaces what takes from others: see docs/everyday.md. Default: true",
    ),
  registries: z
    .array(
      z
        .string()
        .regex(
          /^[a-z0-9.-]+(:\d{1,5})?(\/[a-z0-9._/-]+)?$/,
          'write a registry such as docker.io or registry.home.arpa:5000/club',
        ),
    )
    .optional()
    .describe("Where images in people's namespaces may come from. Default: anywhere"),
});
