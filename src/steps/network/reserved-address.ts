import { defineStep, type Finding } from '../../engine/model.ts';
import { holds, links } from '../../facts/links.ts';
import { parseAddress } from '../../inventory/ipv4.ts';

/** Without a static address the router gives the node its address. This step only looks whether the router did. */
export default defineStep({
  id: 'net.ip_inventory',
  title: 'Reserved address',
  on: 'machines',
  needs: () => ({ links }),
  *plan({ node: { name, address, staticAddress }, facts }): Iterable<Finding> {
    if (staticAddress || parseAddress(address) === undefined) return;
    if (facts.links.all.some((link) => holds(link, address))) return;
    yield {
      kind: 'problem',
      summary: `No interface has ${address}, the address of ${name} in the inventory.`,
      hint: `Write the address that the router reserves for ${name}, or set staticAddress.`,
    };
  },
});
