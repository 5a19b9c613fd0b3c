import { parseAddress } from '../ipv4.ts';
import type { Host } from './ansible-hosts.ts';

/** Gives each host that is called by its address the name in the comment beside it, unless others have the same there. */
export function withCommentedNames(hosts: readonly Host[], comments: ReadonlyMap<string, string>): readonly Host[] {
  const all = [...hosts.map(({ name }) => name), ...comments.values()];
  return hosts.map((host) => {
    const comment = comments.get(host.name);
    const isOwn = comment !== undefined && all.filter((other) => other === comment).length === 1;
    return isOwn && parseAddress(host.name.replace(/^.*@/, '')) !== undefined ? { ...host, comment } : host;
  });
}
