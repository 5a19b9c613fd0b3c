import { defineStep } from '../../../engine/model.ts';
import { ipsetProgram, podChains, podRules, podSets } from '../../../facts/remains.ts';
import { lines, type Script, sh } from '../../../shell/sh.ts';

export default defineStep({
  id: 'leave.rules',
  title: 'chains of KUBE-, CNI- and FLANNEL- in iptables: legacy and nft, IPv4 and IPv6; their sets of addresses',
  needs: () => ({ chains: podChains, sets: podSets }),
  *plan({ facts: { chains, sets } }) {
    if (chains.length + sets.length === 0) return;
    const where = chains.map((line) => line.split(' '));
    const tools = where.filter(([tool]) => tool !== 'nft').map(([tool = '']) => tool);
    const tables = where.filter(([tool]) => tool === 'nft').map(([, ...table]) => table);
    const script = lines([
      ...tools.map(withoutPodRules),
      ...tables.map((table) => sh`nft delete table ${table}`),
      ...(sets.length > 0 ? [withoutSets(sets)] : []),
    ]);
    const names = [...new Set([...where.map(([tool]) => tool), ...(sets.length > 0 ? ['ipset'] : [])])].join(', ');
    yield { kind: 'change', summary: `Remove the chains of Kubernetes (${names})`, script };
  },
});

// All tables are restored at once: the rules of others, such as Docker's, stay, with their counters.
function withoutPodRules(tool: string): Script {
  return sh`rules=$(${`${tool}-save`} -c)
printf '%s\n' "$rules" | grep -vE ${podRules} | ${`${tool}-restore`} -c`;
}

// The kernel destroys a set only when no rule uses it. Sets that contain sets need a second try.
function withoutSets(names: readonly string[]): Script {
  return sh`ipset=$(${ipsetProgram})
for turn in 1 2; do
  for name in ${names}; do "$ipset" destroy "$name" 2>/dev/null || :; done
done`;
}
