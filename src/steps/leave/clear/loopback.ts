import { defineStep } from '../../../engine/model.ts';
import { procFact } from '../../../facts/proc.ts';
import { sh } from '../../../shell/sh.ts';

const setting = 'net/ipv4/conf/all/route_localnet';

// kube-proxy lets other machines' packets come to 127.0.0.0/8, behind rules that are gone now.
export default defineStep({
  title: 'routes to loopback addresses',
  needs: () => ({ routed: procFact(`/proc/sys/${setting}`) }),
  *plan({ facts: { routed } }) {
    if (routed !== '1') return;
    const script = sh`sysctl -qw ${`${setting.replaceAll('/', '.')}=0`}`;
    yield { kind: 'change', summary: 'Route no loopback addresses', before: '1', after: '0', script };
  },
});
