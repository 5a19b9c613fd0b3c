import { defineStep } from '../../engine/model.ts';
import { textFact } from '../../facts/command.ts';
import { unitFact } from '../../facts/unit.ts';
import { under } from '../../resources/adjust-findings.ts';
import { ensureRunning } from '../../resources/ensure-unit.ts';
import { sh } from '../../shell/sh.ts';

/** The login user and its groups; nothing when root itself logs in: root needs no group. */
const userGroups = textFact('login user', sh`[ -z "$SUDO_USER" ] || echo "$SUDO_USER $(id -nG "$SUDO_USER")"`);

export default defineStep({
  id: 'docker.user',
  title: 'Docker',
  needs: () => ({ unit: unitFact('docker.service'), userGroups }),
  *plan({ node, facts }) {
    if (!node.docker) return;
    yield* under('docker.active', ensureRunning(facts.unit));
    const [user, ...groups] = facts.userGroups.split(' ');
    if (!user || groups.includes('docker')) return;
    yield {
      kind: 'change',
      summary: `Let ${user} use Docker, which makes ${user} root without a password`,
      script: sh`usermod -aG docker ${user}`,
    };
  },
});
