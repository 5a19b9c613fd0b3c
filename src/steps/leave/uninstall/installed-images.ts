import { defineStep } from '../../../engine/model.ts';
import { linesFact } from '../../../facts/command.ts';
import { sh } from '../../../shell/sh.ts';

/** What Kubernetes keeps in containerd; nothing while containerd does not run. */
const kept = linesFact(
  'images and containers of Kubernetes',
  sh`[ -S /run/containerd/containerd.sock ] || exit 0
ctr -n k8s.io containers list -q | sed 's/^/container /'
ctr -n k8s.io images list -q | sed 's/^/image /'`,
);

export default defineStep({
  id: 'leave.images',
  title: "images of Kubernetes in containerd's store",
  // k3s has a containerd of its own, which goes with its files.
  only: 'kubeadm',
  needs: () => ({ kept }),
  *plan({ facts }) {
    if (facts.kept.length === 0) return;
    const script = sh`namespaced() { ctr -n k8s.io "$@"; }
namespaced containers list -q | while read -r id; do
  namespaced tasks delete -f "$id" 2>/dev/null || :
  namespaced containers delete "$id"
done
namespaced images list -q | while read -r name; do namespaced images delete --sync "$name" >/dev/null; done`;
    yield { kind: 'change', summary: "Remove the images of Kubernetes from containerd's store", script };
  },
});
