import { defineStep } from '../../../engine/model.ts';
import { fileFact } from '../../../facts/file.ts';
import { sh } from '../../../shell/sh.ts';

const user = 'microcloud-publisher';

export default defineStep({
  id: 'leave.user',
  title: "the publisher's user",
  needs: () => ({ users: fileFact('/etc/passwd') }),
  *plan({ facts: { users } }) {
    if (!users.exists || !users.content.includes(`\n${user}:`)) return;
    yield { kind: 'change', summary: `Remove the user ${user}`, script: sh`userdel ${user}` };
  },
});
