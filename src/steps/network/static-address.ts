import { defineStep, type Finding } from '../../engine/model.ts';
import { askedIf } from '../../facts/command.ts';
import { fileFact } from '../../facts/file.ts';
import { chooseLink, type Link, links } from '../../facts/links.ts';
import { machineId } from '../../facts/machine.ts';
import { netplanFiles } from '../../facts/netplan-files.ts';
import { networkManagers } from '../../facts/network-managers.ts';
import { networkProfiles } from '../../facts/network-profiles.ts';
import { cloudInitPath, configure } from './configure-address.ts';
import * as problems from './network-problems.ts';
import { confirm, rollbackSeconds, rollbackUnit } from './network-rollback.ts';
import { dhcpcd } from './stacks/dhcpcd.ts';
import { ifupdown } from './stacks/ifupdown.ts';
import { keyfile } from './stacks/keyfile.ts';
import { netplan, netplanPath } from './stacks/netplan.ts';
import type { Ground, Stack } from './stacks/stack.ts';
import { wireless } from './stacks/wireless.ts';
import { staticNetwork } from './static-network.ts';

/**
 * The programs that may configure a Pi's interfaces. The one that runs is found by what it manages, and not by the
 * release of the system: people switch.
 */
const stacks: readonly Stack[] = [keyfile, netplan, dhcpcd, ifupdown];

/** The address that the inventory gives the node: configured for good, and moved to when the node has another one. */
export default defineStep({
  id: 'net.static_address',
  title: 'Static address',
  on: 'machines',
  needs: ({ node }) => ({
    links,
    machineId,
    // nmcli is slow, and most nodes have no static address: on those it is not called.
    ...askedIf(node.staticAddress !== undefined, {
      managers: networkManagers,
      profiles: networkProfiles,
      netplan: netplanFiles,
    }),
    rollback: fileFact(rollbackUnit),
    cloudInit: fileFact(cloudInitPath),
    keyfile: fileFact(keyfile.path),
    netplanFile: fileFact(netplanPath),
    dhcpcd: fileFact(dhcpcd.path),
    interfaces: fileFact(ifupdown.path),
  }),
  *plan({ node, facts }): Iterable<Finding> {
    const address = node.staticAddress;
    const { managers, profiles, netplan } = facts;
    if (!address || !managers || !profiles || !netplan) return;
    const link = chooseLink(facts.links, address);
    if (!link) return yield problems.noLink(address);

    if (facts.rollback.exists && facts.links.arrival !== address) return yield rollingBack;
    // An earlier run moved the node and ended before it confirmed the new address. SSH came in there: the address
    // works.
    if (facts.rollback.exists) {
      yield {
        kind: 'change',
        summary: `Keep the address ${address}`,
        script: confirm(facts.links.gateways[0]?.address),
      };
    }

    const files = [facts.keyfile, facts.netplanFile, facts.dhcpcd, facts.interfaces];
    const ground: Ground = { link, managers, profiles, netplan, files };
    if (link.wireless && wireless.manages(ground))
      return yield* configure(wireless, address, { ...facts, node, ground });
    if (!isWired(link)) {
      const held = link.addresses.find((one) => one.address === address);
      if (!held || held.dynamic) yield problems.notFromHere(link, address);
      return;
    }
    const [stack, ...others] = stacksOf(ground);
    if (!stack) {
      // Something gives the link the address for good: a lease would be dynamic.
      if (link.addresses.some((one) => one.address === address && !one.dynamic)) return;
      const file = managers.networkd.get(link.index);
      return yield file
        ? problems.othersNetworkd(link, file, staticNetwork(node, address, link, facts.links))
        : problems.noStack(link);
    }
    if (others.length > 0) return yield problems.severalStacks(link, [stack, ...others]);
    yield* configure(stack, address, { ...facts, node, ground });
  },
});

/**
 * Finds the stacks that manage the link. Where NetworkManager only looks at it, another stack that manages it counts
 * alone.
 */
function stacksOf(ground: Ground): readonly Stack[] {
  const found = stacks.filter((one) => one.manages(ground));
  const isExternal = ground.managers.networkManager.get(ground.link.name)?.isExternal;
  return isExternal && found.length > 1 ? found.filter((one) => one !== keyfile) : found;
}

const rollingBack = {
  kind: 'wait',
  id: 'net.moving',
  summary: 'the node puts its old address back: nobody has confirmed the new one',
  limitSeconds: rollbackSeconds + 60,
  hint: 'Look at "systemctl status microcloud-net-rollback" on the node.',
} as const;

// A container's end of a virtual cable is a veth.
function isWired({ wireless, kind }: Link): boolean {
  return !wireless && (kind === undefined || kind === 'veth');
}
