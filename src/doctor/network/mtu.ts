import { distributionOf } from '../../distributions/table.ts';
import { textFact } from '../../facts/command.ts';
import { links } from '../../facts/links.ts';
import { sh } from '../../shell/sh.ts';
import { nodeCheck } from '../check.ts';

/** "flannel.1 1450", a line each. */
const mtus = textFact('MTUs', sh`cd /sys/class/net && for d in *; do read -r mtu <"$d/mtu"; echo "$d $mtu"; done`);

/** VXLAN's own headers. */
const overhead = 50;

export default [
  nodeCheck({
    id: 'cni.mtu',
    when: 'member',
    title: 'The pod network takes larger packets than the cable',
    severity: 'warning',
    why: 'Small requests work, large ones hang.',
    advice: 'kubectl -n kube-flannel delete pod --field-selector spec.nodeName={node}',
    runbook: `VXLAN adds ${overhead} bytes. Flannel measures once, when it starts; a VPN or PPPoE has less than 1500.`,
    source: 'flannel backends: VXLAN MTU',
    needs: () => ({ links, mtus }),
    judge({ cluster, facts }) {
      const of = (link: string) =>
        Number(new RegExp(`^${link.replaceAll('.', '\\.')} (\\d+)$`, 'm').exec(facts.mtus)?.[1]);
      const cable = of(facts.links.gateways[0]?.link ?? '');
      const pods = of('flannel.1');
      if (!(pods > cable - overhead)) return undefined;
      const what = `The pod network's MTU is ${pods}, the cable's ${cable}`;
      return { what, advice: distributionOf(cluster).restartFlannel };
    },
  }),
];
