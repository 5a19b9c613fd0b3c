import { defineStep } from '../../engine/model.ts';
import { contentOf, fileFact } from '../../facts/file.ts';
import { ipv4Of } from '../../inventory/ipv4.ts';
import { sortedByName } from '../../inventory/node-roles.ts';
import type { Node } from '../../inventory/schema.ts';
import { withBlock } from '../../resources/block.ts';
import { ensureFile } from '../../resources/ensure-file.ts';

export default defineStep({
  id: 'id.hosts',
  title: 'Names of all nodes',
  on: 'machines',
  follows: 'nodes',
  needs: () => ({ hosts: fileFact('/etc/hosts') }),
  *plan({ node, nodes, facts: { hosts } }) {
    const content = hostsText(contentOf(hosts), node, nodes);
    yield* ensureFile(hosts, { content, why: 'so that the nodes know each other by name', atBoot });
  },
});

const atBoot =
  'cloud-init writes /etc/hosts at boot where its user-data says manage_etc_hosts: set it to false there (on the card: user-data)';

/**
 * Writes this node's own name at 127.0.1.1 in /etc/hosts, as Debian does, and the addresses of all nodes in a block.
 */
export function hostsText(text: string, node: Node, nodes: readonly Node[]): string {
  const peers = sortedByName(nodes).flatMap(({ name, address }) => (ipv4Of(address) ? [`${address}\t${name}`] : []));
  const placed = withBlock(text, peers);
  const whole = isForestalled(placed, node, nodes) ? withBlock(withBlock(text, []), peers, { place: 'start' }) : placed;
  return withOwnName(withLocalhost(whole), node.name);
}

/**
 * Says whether a line above the block gives a node another address, perhaps that of an earlier cluster: of several
 * lines the first one counts.
 */
function isForestalled(text: string, node: Node, nodes: readonly Node[]): boolean {
  const [above = ''] = text.split(/^# BEGIN microcloud$/m, 1);
  return above.split('\n').some((line) => {
    const [address = '', ...names] = line.replace(/#.*/, '').trim().split(/\s+/);
    const isElsewhere = ({ name, address: own }: Node) => names.includes(name) && ipv4Of(own) !== address;
    return nodes.some((one) => isElsewhere(one) && !(one.name === node.name && address.startsWith('127.')));
  });
}

function withLocalhost(text: string): string {
  return /^127\.0\.0\.1\s(.*\s)?localhost(\s|$)/m.test(text) ? text : `127.0.0.1\tlocalhost\n${text}`;
}

function withOwnName(text: string, name: string): string {
  const lines = text.replace(/\n$/, '').split('\n');
  const isOwn = (line: string) => /^127\.0\.1\.1\s/.test(line);
  const named = (line: string) => line.split('#')[0]?.split(/\s+/).includes(name);
  const own = lines.find((line) => isOwn(line) && named(line)) ?? `127.0.1.1\t${name}`;
  const others = lines.filter((line) => !isOwn(line));
  const before = lines.findIndex(isOwn);
  const at = before < 0 ? others.findLastIndex((line) => /^127\.0\.0\.1\s/.test(line)) + 1 : before;
  return `${others.toSpliced(at, 0, own).join('\n')}\n`;
}
