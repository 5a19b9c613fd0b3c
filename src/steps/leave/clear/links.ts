import { defineStep } from '../../../engine/model.ts';
import { podLinks } from '../../../facts/remains.ts';
import { sh } from '../../../shell/sh.ts';

export default defineStep({
  id: 'leave.links',
  title: 'links of the pod network: cni0, flannel.1, kube-ipvs0, those of pods',
  needs: () => ({ links: podLinks }),
  *plan({ facts: { links } }) {
    if (links.length === 0) return;
    // With one end of a pair the other one goes.
    const script = sh`for link in ${links}; do
  [ ! -e "/sys/class/net/$link" ] || ip link delete "$link" || [ ! -e "/sys/class/net/$link" ]
done`;
    yield { kind: 'change', summary: `Delete ${links.join(', ')}`, script };
  },
});
