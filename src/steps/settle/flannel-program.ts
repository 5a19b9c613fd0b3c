import { flannelVersions } from '../../distributions/minors.ts';
import { defineStep } from '../../engine/model.ts';
import { cniFolder, damageText, flannelCni, flannelSubnet } from '../../facts/cni-programs.ts';
import { sh } from '../../shell/sh.ts';

const image = `ghcr.io/flannel-io/flannel-cni-plugin:${flannelVersions.cniPlugin}`;
const program = `${cniFolder}/flannel`;

// Flannel's pod copies the program when it starts, and never looks at it again. The step takes the program from the
// image of the pod: Flannel need not restart. The file gets the time of Flannel's start: a newer file would count as
// changed.
export default defineStep({
  id: 'cni.programs',
  title: "Flannel's program of the pod network",
  only: 'kubeadm',
  needs: () => ({ damaged: flannelCni }),
  *plan({ facts: { damaged } }) {
    if (damaged.length === 0) return;
    yield {
      kind: 'change',
      summary: `Put Flannel's program back: ${damageText(damaged)}`,
      script: sh`folder=$(mktemp -d /run/microcloud/flannel.XXXXXX)
trap 'ctr -n k8s.io images unmount --rm "$folder" >/dev/null 2>&1 || :; rmdir "$folder"' EXIT
ctr -n k8s.io images mount ${image} "$folder"
mkdir -p ${cniFolder}
install -m 755 "$folder/flannel" ${`${program}.microcloud`}
touch -r ${flannelSubnet} ${`${program}.microcloud`}
mv -f ${`${program}.microcloud`} ${program}`,
    };
  },
});
