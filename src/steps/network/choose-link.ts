import { holds, type Link, type Links } from '../../facts/links.ts';

/**
 * The interface that has the address or shall get it: the one that SSH came in by, else the one of the default route.
 * Never one by its name: those differ between boards and systems.
 */
export function chooseLink(links: Links, address: string): Link | undefined {
  const having = (wanted: string | undefined) => links.all.find((link) => holds(link, wanted));
  return having(address) ?? having(links.arrival) ?? links.all.find(({ name }) => name === links.gateways[0]?.link);
}
