import { commandFact } from '../../facts/command.ts';
import { holds, links } from '../../facts/links.ts';
import { isControlPlane } from '../../inventory/node-roles.ts';
import { sh } from '../../shell/sh.ts';
import { nodeCheck } from '../check.ts';

/** Wi-Fi interfaces that save power; undefined without `iw`. */
const saving = commandFact(
  'Wi-Fi power save',
  sh`for d in /sys/class/net/*/phy80211; do
  [ -e "$d" ] || { echo none; exit 0; }
  command -v iw >/dev/null || exit 0
  link=\${d#/sys/class/net/}; link=\${link%/phy80211}
  case $(iw dev "$link" get power_save) in *': on'*) echo "on $link" ;; *) echo off ;; esac
done`,
  (stdout) => (stdout === '' ? undefined : [...stdout.matchAll(/^on (\S+)/gm)].map(([, link = '']) => link)),
);

export default [
  nodeCheck({
    id: 'wifi.power_save',
    title: 'Its Wi-Fi saves power',
    severity: 'warning',
    why: 'The node drops out and comes back, and mDNS loses it.',
    advice: 'ssh {node} "sudo nmcli connection modify NAME wifi.powersave 2"',
    runbook:
      '2 means "disable". `nmcli connection show` has the NAME. Without NetworkManager: `sudo iw dev wlan0 set power_save off` at each boot.',
    source: 'proposed; techno-tim/k3s-ansible#401',
    needs: () => ({ saving }),
    judge({ facts }) {
      if (facts.saving === undefined) return { unasked: 'no iw' };
      return facts.saving.length > 0 ? { what: `Its Wi-Fi (${facts.saving.join(', ')}) saves power` } : undefined;
    },
  }),
  nodeCheck({
    id: 'wifi.cluster',
    title: 'Its cluster network is Wi-Fi',
    severity: 'warning',
    why: 'Nodes drop out when the air is busy, and etcd is slow.',
    advice: 'Use a cable where you can',
    runbook: 'A worker on Wi-Fi works. A control plane on Wi-Fi makes the whole cluster slow.',
    source: 'techno-tim/k3s-ansible#401; k3s#2853',
    needs: () => ({ links }),
    judge({ node, facts }) {
      const link = facts.links.all.find((one) => holds(one, node.address));
      return link?.wireless && isControlPlane(node) ? {} : undefined;
    },
  }),
];
