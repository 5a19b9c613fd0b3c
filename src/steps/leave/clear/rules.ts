import { defineStep } from '../../../engine/model.ts';
import { podChains, podRules } from '../../../facts/remains.ts';
import { lines, type Script, sh } from '../../../shell/sh.ts';

export default defineStep({
  title: 'chains of KUBE-, CNI- and FLANNEL- in iptables: legacy and nft, IPv4 and IPv6',
  needs: () => ({ chains: podChains }),
  *plan({ facts: { chains } }) {
    if (chains.length === 0) return;
    const where = chains.map((line) => line.split(' '));
    const tools = where.filter(([tool]) => tool !== 'nft').map(([tool = '']) => tool);
    const tables = where.filter(([tool]) => tool === 'nft').map(([, ...table]) => table);
    const script = lines([...tools.map(withoutPodRules), ...tables.map((table) => sh`nft delete table ${table}`)]);
    const names = [...new Set(where.map(([tool]) => tool))].join(', ');
    yield { kind: 'change', summary: `Remove the chains of Kubernetes (${names})`, script };
  },
});

// All tables at once: what others have there, such as Docker, stays, with its counters.
function withoutPodRules(tool: string): Script {
  return sh`rules=$(${`${tool}-save`} -c)
printf '%s\n' "$rules" | grep -vE ${podRules} | ${`${tool}-restore`} -c`;
}
