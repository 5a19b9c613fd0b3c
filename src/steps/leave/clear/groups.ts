import { defineStep } from '../../../engine/model.ts';
import { podControlGroups, podGroups } from '../../../facts/remains.ts';
import { sh } from '../../../shell/sh.ts';

export default defineStep({
  id: 'leave.control_groups',
  title: 'control groups of pods',
  needs: () => ({ groups: podGroups }),
  *plan({ facts: { groups } }) {
    if (groups.length === 0) return;
    // With the systemd driver they are a slice, which would make them again.
    const script = sh`systemctl stop kubepods.slice 2>/dev/null || :
${podControlGroups} | while read -r group; do rmdir "$group"; done`;
    yield { kind: 'change', summary: 'Remove the control groups of pods', script };
  },
});
