import { defineStep } from '../../../engine/model.ts';
import { podMountPoints, podMounts } from '../../../facts/remains.ts';
import { sh } from '../../../shell/sh.ts';

export default defineStep({
  id: 'leave.mounts',
  title: 'mounts of pods below /var/lib/kubelet and /run',
  needs: () => ({ mounts: podMounts }),
  *plan({ facts: { mounts } }) {
    if (mounts.length === 0) return;
    // The kernel's table has blanks as \040.
    const script = sh`${podMountPoints} | while read -r point; do
  point=$(printf %b "$point")
  umount "$point" || umount -l "$point"
done`;
    yield { kind: 'change', summary: 'Unmount what pods had mounted', script };
  },
});
