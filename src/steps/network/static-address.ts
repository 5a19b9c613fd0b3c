import { defineStep, type Finding } from '../../engine/model.ts';
import { fileFact } from '../../facts/file.ts';
import { type Link, links } from '../../facts/links.ts';
import { machineId } from '../../facts/machine.ts';
import { networkManagers } from '../../facts/network-managers.ts';
import { ensureFile } from '../../resources/file.ts';
import { sh } from '../../shell/sh.ts';
import { chooseLink } from './choose-link.ts';
import { move } from './move.ts';
import * as problems from './problems.ts';
import { backup, confirm, rollbackSeconds, rollbackUnit } from './rollback.ts';
import { dhcpcd } from './stacks/dhcpcd.ts';
import { ifupdown } from './stacks/ifupdown.ts';
import { keyfile } from './stacks/keyfile.ts';
import { netplanNetworkd } from './stacks/netplan.ts';
import { editsOf } from './stacks/stack.ts';
import { stacks } from './stacks/table.ts';
import { staticNetwork } from './static-network.ts';

const cloudInit = '/etc/cloud/cloud.cfg.d/99-microcloud-network.cfg';

/** The address that the inventory gives the node: configured for good, and moved to when the node has another one. */
export default defineStep({
  title: 'Static address',
  needs: () => ({
    links,
    machineId,
    managers: networkManagers,
    rollback: fileFact(rollbackUnit),
    cloudInit: fileFact(cloudInit),
    keyfile: fileFact(keyfile.path),
    netplan: fileFact(netplanNetworkd.path),
    dhcpcd: fileFact(dhcpcd.path),
    interfaces: fileFact(ifupdown.path),
  }),
  *plan({ node, facts }): Iterable<Finding> {
    const address = node.staticAddress;
    if (!address) return;
    const link = chooseLink(facts.links, address);
    if (!link) return yield problems.noLink(address);
    const held = link.addresses.find((one) => one.address === address);

    // Came there after a move that nobody confirmed, or too early.
    if (facts.rollback.exists && facts.links.arrival === address) {
      yield { kind: 'change', summary: `Keep the address ${address}`, script: confirm() };
    } else if (facts.rollback.exists) {
      return yield rollingBack;
    }

    if (!isWired(link)) {
      if (!held || held.dynamic) yield problems.notWired(link, address);
      return;
    }
    const [stack, ...others] = stacks.filter((one) => one.manages(link, facts.managers));
    if (!stack) return yield problems.noStack(link);
    if (others.length > 0) return yield problems.severalStacks(link, [stack, ...others]);

    const wanted = staticNetwork(node, address, link, facts.links);
    if (typeof wanted === 'string') return yield problems.unknownNetwork(wanted);
    const file = [facts.keyfile, facts.netplan, facts.dhcpcd, facts.interfaces].find(({ path }) => path === stack.path);
    if (!file) return;
    const ground = { link, managers: facts.managers, file };
    const found = [...stack.edits(wanted, ground)];
    if (facts.managers.hasCloudInit) found.push(...editsOf(cloudInit, ensureFile(facts.cloudInit, leaveNetworkAlone)));
    const edits = found.filter((one) => 'path' in one);
    const { nameservers } = facts.links;
    if (
      edits.length > 0 &&
      !node.network.nameservers &&
      nameservers.length > 0 &&
      !nameservers.includes(wanted.gateway)
    ) {
      return yield problems.otherNameservers(wanted, facts.links);
    }
    const objections = found.filter((one) => 'kind' in one);
    if (objections.length > 0) return yield* objections;
    if (!held) return yield move(stack, wanted, { edits, ground, machineId: facts.machineId });
    for (const { path, change } of edits)
      yield {
        ...change,
        script: sh`${backup([path])}
${change.script}`,
      };
  },
});

const leaveNetworkAlone = {
  content: '# The network is configured by microcloud.\nnetwork: {config: disabled}\n',
  why: 'so that cloud-init leaves the network alone',
};

const rollingBack = {
  kind: 'wait',
  summary: 'the node puts its old address back: nobody has confirmed the new one',
  limitSeconds: rollbackSeconds + 60,
  hint: 'Look at "systemctl status microcloud-net-rollback" on the node.',
} as const;

// veth: what virtual machines and containers have for a cable.
function isWired({ wireless, kind }: Link): boolean {
  return !wireless && (kind === undefined || kind === 'veth');
}
