import type { Vars } from './ansible-inventory.ts';
import { meaningOf } from './group-names.ts';

/** Variables that say whether a host is a control plane: those of PyratLabs.k3s, and others of their kind. */
const flags = /^(k3s|k8s|kube|kubernetes|rke2)_(control_(node|plane)|is_(master|server|control_plane))$/;
/** Variables that say a role in a word, as the role geerlingguy.kubernetes has them. */
const words = /^(((k3s|k8s|kube|kubernetes|rke2|cluster|node)_)?(node_)?(role|type))$/;

/** Finds the role that a host's variables say. */
export function roleByVariables(vars: Vars): 'control-plane' | 'worker' | undefined {
  const roles = [...vars].flatMap(([name, { value }]) => {
    if (flags.test(name))
      return value === true || /^(true|yes|on)$/i.test(String(value))
        ? ['control-plane' as const]
        : ['worker' as const];
    if (!words.test(name) || typeof value !== 'string') return [];
    const { role } = meaningOf(value);
    return role === undefined ? [] : [role];
  });
  return roles.includes('control-plane') ? 'control-plane' : roles[0];
}

/** Tells whether a variable says a role. */
export function saysRole(name: string, value: unknown): boolean {
  return flags.test(name) || (words.test(name) && typeof value === 'string' && meaningOf(value).role !== undefined);
}

/** Reads Kubernetes' labels, from the variables that roles of Ansible use for them. */
export function labelsIn(vars: Vars): Readonly<Record<string, string>> {
  const found = [...vars].flatMap(([name, { value }]) =>
    labelNames.test(name) ? pairsIn(value) : inArguments(name, value, 'node-label'),
  );
  return Object.fromEntries(found.map((text) => [text.replace(/=.*/s, ''), text.replace(/^[^=]*=?/, '')]));
}

/** Reads Kubernetes' taints: key=value:Effect. */
export function taintsIn(vars: Vars): readonly string[] {
  const found = [...vars].flatMap(([name, { value }]) =>
    taintNames.test(name) ? pairsIn(value) : inArguments(name, value, 'node-taint'),
  );
  return [...new Set(found.filter((text) => /^[^=:]+(=[^:]*)?:\w+$/.test(text)))];
}

const labelNames = /^((k3s|k8s|kube|kubernetes|rke2)_)?(node_)?labels$/;
const taintNames = /^((k3s|k8s|kube|kubernetes|rke2)_)?(node_)?taints$/;

/** Tells whether a variable only holds labels or taints. */
export function saysLabels(name: string): boolean {
  return labelNames.test(name) || taintNames.test(name);
}

/** Reads labels or taints from options of k3s, as the role PyratLabs.k3s has them: `k3s_agent: {node-label: [a=b]}`. */
function inArguments(name: string, value: unknown, key: string): readonly string[] {
  if (!/^k3s_(agent|server)$/.test(name) || typeof value !== 'object' || value === null) return [];
  return pairsIn((value as Record<string, unknown>)[key]);
}

function pairsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return value.includes('{{') ? [] : value.split(/[\s,]+/).filter(Boolean);
  if (Array.isArray(value)) return value.flatMap(pairsIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).map(([key, text]) => `${key}=${text ?? ''}`);
}
