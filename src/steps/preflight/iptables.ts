import { defineStep } from '../../engine/model.ts';
import { commandFact } from '../../facts/command.ts';
import { sh } from '../../shell/sh.ts';

/** How many rules each backend has; zeros where only one backend can have rules. */
const iptablesRules = commandFact(
  'iptables rules',
  // The kernel has legacy tables only when a program asked for them. Most nodes have none, and one read tells that.
  sh`count() { "$1" 2>/dev/null | grep -c '^-A' || :; }
if read -r _ 2>/dev/null </proc/net/ip_tables_names; then
  echo "$(count iptables-legacy-save) $(count iptables-nft-save)"
fi`,
  (stdout) => {
    const [legacy = 0, nft = 0] = stdout.trim().split(' ').map(Number);
    return { legacy, nft };
  },
);

export default defineStep({
  id: 'fw.iptables_mixed',
  title: 'One iptables backend',
  needs: () => ({ rules: iptablesRules }),
  *plan({ facts: { rules } }) {
    if (rules.legacy === 0 || rules.nft === 0) return;
    yield {
      kind: 'problem',
      summary: `it has firewall rules in both iptables-legacy (${rules.legacy}) and iptables-nft (${rules.nft}): a packet must pass both`,
      hint: 'Keep one: ssh -t {node} "sudo update-alternatives --set iptables /usr/sbin/iptables-nft && sudo reboot"',
    };
  },
});
