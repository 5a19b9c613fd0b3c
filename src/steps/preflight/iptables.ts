import { defineStep } from '../../engine/model.ts';
import { commandFact } from '../../facts/command.ts';
import { sh } from '../../shell/sh.ts';

/** Rules of the two backends; zeros where only one of them can have any. */
const iptablesRules = commandFact(
  'iptables rules',
  // The legacy kernel tables are only there when something asked for them: most nodes are done after one read.
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
