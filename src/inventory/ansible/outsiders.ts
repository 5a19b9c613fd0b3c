import type { Host } from './ansible-hosts.ts';
import { meaningOf } from './group-names.ts';

interface Outside {
  /** Whether names of hosts say what they are, because nothing else does. */
  readonly byName: boolean;
  /** Whether these are all hosts that there are. */
  readonly isAllThere: boolean;
}

/**
 * Finds the hosts that stand beside a cluster, and says why. Where nothing else is there they are taken as nodes, but not
 * hypervisors and what stands beside them: microcloud would change the machine under all the others.
 */
export function outsiders(hosts: readonly Host[], { byName, isAllThere }: Outside): ReadonlyMap<Host, string> {
  const all = hosts.flatMap((host) => {
    const why = hypervisorBy(host, byName) ?? foreignBy(host, byName);
    return why === undefined ? [] : [[host, why] as const];
  });
  const isNobodyLeft = isAllThere && all.length === hosts.length;
  const hasHypervisors = all.some(([host]) => hypervisorBy(host, byName) !== undefined);
  return new Map(isNobodyLeft && !hasHypervisors ? [] : all);
}

export function shortName({ name }: Host): string {
  return name.replace(/\..*/, '');
}

function hypervisorBy(host: Host, byName: boolean): string | undefined {
  if (host.groups.some((name) => meaningOf(name).isGuest)) return undefined;
  return said(host, byName, (name) => meaningOf(name).isHypervisor, 'is a hypervisor');
}

function foreignBy(host: Host, byName: boolean): string | undefined {
  const isForeign = (name: string) => meaningOf(name).isForeign && !meaningOf(name).isHypervisor;
  return said(host, byName, isForeign, 'is no node');
}

function said(host: Host, byName: boolean, means: (name: string) => boolean, what: string): string | undefined {
  const groups = host.groups.filter(means);
  if (groups.length === 1) return `its group ${groups[0]} says that it ${what}`;
  if (groups.length > 1) return `its groups (${groups.join(', ')}) say that it ${what}`;
  return byName && means(shortName(host)) ? `its name says that it ${what}` : undefined;
}
