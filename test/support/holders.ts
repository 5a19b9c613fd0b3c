import type { RunningLab } from '../../lab/up.ts';
import { inside } from './cluster.ts';

/** Lists which of these nodes have an address. A node that is off has none. */
export async function holdersOf(
  lab: RunningLab,
  nodes: readonly string[],
  address: string,
): Promise<readonly string[]> {
  const having = await Promise.all(
    nodes.map(async (node) => {
      const text = await inside(lab, node, `ip -4 -o address show | grep -F ' ${address}/' || :`).catch(() => '');
      return text === '' ? [] : [node];
    }),
  );
  return having.flat();
}
