import { defineStep } from '../../../engine/model.ts';
import { procFact } from '../../../facts/proc.ts';
import { sh } from '../../../shell/sh.ts';

/** What kube-proxy writes when it starts, and what the kernel has without it. */
const rows = [
  // It lets other machines' packets come to 127.0.0.0/8, behind rules that are gone now.
  { setting: 'net/ipv4/conf/all/route_localnet', proxy: '1', kernel: '0' },
  { setting: 'net/netfilter/nf_conntrack_tcp_timeout_established', proxy: '86400', kernel: '432000' },
  { setting: 'net/netfilter/nf_conntrack_tcp_timeout_close_wait', proxy: '3600', kernel: '60' },
] as const;

export default defineStep({
  id: 'leave.kernel_settings',
  title: "kube-proxy's settings: routes to loopback addresses, how long connections are tracked",
  needs: () => Object.fromEntries(rows.map(({ setting }) => [setting, procFact(`/proc/sys/${setting}`)])),
  *plan({ facts }) {
    for (const { setting, proxy, kernel } of rows) {
      if (facts[setting] !== proxy) continue;
      const name = setting.replaceAll('/', '.');
      const script = sh`sysctl -qw ${`${name}=${kernel}`}`;
      yield {
        kind: 'change',
        summary: `Set ${name} back to ${kernel}, as it is without kube-proxy`,
        before: proxy,
        after: kernel,
        script,
      };
    }
  },
});
