import { defineStep, type Finding, type Scope } from '../../engine/model.ts';
import { addressOwner } from '../../facts/address-owner.ts';
import { chooseLink, links } from '../../facts/links.ts';
import { contains, ipv4Of, parseAddress, parseNetwork } from '../../inventory/ipv4.ts';
import { controlPlanesOf, holdersOf } from '../../inventory/node-roles.ts';

/**
 * Looks, before anything changes, whether the address that control planes shall share is free, and in their network.
 */
export default defineStep({
  id: 'net.shared_address',
  title: 'Shared address',
  on: 'machines',
  needs: (scope) => ({ links, owner: ownerOf(scope) }),
  *plan({ cluster: { sharedAddress }, node, nodes, proxies, facts }): Iterable<Finding> {
    if (!sharedAddress) return;
    const { owner } = facts;
    if (owner?.kind === 'stranger') {
      const which = owner.hardware ? ` (${owner.hardware})` : '';
      yield {
        kind: 'problem',
        summary: `${sharedAddress} answers already: another machine${which} has the address that the cluster shall have.`,
        hint: 'Write another sharedAddress, outside of the range that the router uses for DHCP; or give that machine another address',
      };
    }
    const holds = holdersOf([...nodes, ...proxies]).some(({ name }) => name === node.name);
    const link = holds ? chooseLink(facts.links, node.address) : undefined;
    const held = link?.addresses.find(({ address }) => address === node.address);
    if (!link || !held) return;
    const network = parseNetwork(`${held.address}/${held.prefix}`);
    if (network && !contains(network, parseAddress(sharedAddress) ?? 0)) {
      yield {
        kind: 'problem',
        summary: `${sharedAddress} is outside the network of ${link.name} (${held.address}/${held.prefix}): nobody would find it there.`,
        hint: `Write a sharedAddress of the network of ${node.name}`,
      };
    }
    if (link.wireless) {
      yield {
        kind: 'note',
        summary: `${link.name} is Wi-Fi: some access points do not pass on that ${sharedAddress} has moved to another machine.`,
        hint: 'Use cables for machines that share it',
      };
    }
  },
});

/**
 * Asks who has the shared address. Control planes and proxies are friends, at whichever address they are now: one may
 * give it to another.
 */
function ownerOf({ cluster: { sharedAddress }, nodes, proxies }: Scope) {
  const all = [...controlPlanesOf(nodes), ...proxies].flatMap(({ address, sshAddress }) => [
    ipv4Of(address),
    ipv4Of(sshAddress),
  ]);
  const friends = [...new Set(all.filter((address) => address !== undefined))].toSorted();
  return sharedAddress ? addressOwner(sharedAddress, friends) : undefined;
}
