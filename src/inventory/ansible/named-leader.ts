import type { Host } from './ansible-hosts.ts';

/** A host that a variable of all hosts names as the control plane, and the variable. */
export interface NamedLeader {
  readonly host: Host;
  readonly variable: string;
}

/** control_plane: node01, k3s_master_ip: 10.0.0.5, server_hostname: pi-1. */
const leading =
  /^((k3s|k8s|kube|kubernetes|cluster)_)?(master|control_?plane|control_node|server|leader|primary|first_server)(_(node|host|hostname|name|ip|address))?$/;

/** Finds the host by its name or address; undefined where no variable names exactly one host. */
export function namedLeader(hosts: readonly Host[]): NamedLeader | undefined {
  const pairs = hosts.flatMap(({ vars }) => [...vars].map(([name, { value }]) => [name, value] as const));
  for (const [variable, value] of pairs) {
    if (!leading.test(variable) || typeof value !== 'string' || value === '') continue;
    const isSaidOfAll = hosts.length > 1 && hosts.every(({ vars }) => vars.get(variable)?.value === value);
    const meant = hosts.filter((host) => host.name === value || host.vars.get('ansible_host')?.value === value);
    const [host] = meant;
    if (isSaidOfAll && host && meant.length === 1) return { host, variable };
  }
  return undefined;
}
