import type { Draft } from '../draft.ts';
import type { Finding, Path } from '../mistakes.ts';

/** Finds nodes with the same name. */
export function* uniqueNames({ nodes }: Draft): Iterable<Finding> {
  const seen = new Map<string, number>();
  for (const [index, { name }] of nodes.entries()) {
    if (name === undefined) continue;
    const first = seen.get(name);
    seen.set(name, first ?? index);
    if (first === undefined) continue;
    yield { path: ['nodes', index, 'name'], message: `nodes[${first}] has the name ${name} too: write another name` };
  }
}

// A line of /etc/hosts with such a name would lead every node to that one node, instead of to itself.
const ofItself = /^(localhost\d?|ip6-\w+|broadcasthost)$/;

/** Finds nodes with a name by which every computer calls itself. */
export function namesOfOne({ nodes }: Draft): readonly Finding[] {
  return nodes.flatMap(({ name = '' }, index): readonly Finding[] =>
    ofItself.test(name)
      ? [{ path: ['nodes', index, 'name'], message: `${name} is what each computer calls itself: write another name` }]
      : [],
  );
}

/** Finds nodes with the same address, now or once their static addresses are set. */
export function* uniqueAddresses({ nodes }: Draft): Iterable<Finding> {
  const seen = new Map<string, { index: number; path: Path }>();
  for (const [index, node] of nodes.entries()) {
    for (const key of ['address', 'staticAddress'] as const) {
      const address = node[key];
      if (address === undefined) continue;
      const path: Path = ['nodes', index, key];
      for (const claim of claims(key, address, node.ssh?.port)) {
        const other = seen.get(claim);
        if (!other) seen.set(claim, { index, path });
        if (!other || other.index === index) continue;
        const name = nodes[other.index]?.name ?? `nodes[${other.index}]`;
        yield { path, message: `${name} has the address ${address} too: write another address` };
        break;
      }
    }
  }
}

// Lists what an address reserves. Nodes behind a router that forwards a port to each of them share an address, but not
// a port.
function claims(key: 'address' | 'staticAddress', address: string, port: number | undefined): readonly string[] {
  const plain = address.toLowerCase().replace(/\.$/, '');
  return key === 'address' && port !== undefined && port !== 22 ? [`${plain}:${port}`] : [plain];
}
