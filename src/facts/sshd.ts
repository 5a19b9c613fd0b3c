import { sh } from '../shell/sh.ts';
import { commandFact } from './command.ts';

/**
 * Whether sshd lets people in with a password: the first line that says so wins, and its default is yes. `sshd -T`
 * would read every host key, and cost a Pi a tenth of a second.
 */
export const takesPasswords = commandFact(
  'SSH passwords',
  sh`grep -hiE '^[[:space:]]*PasswordAuthentication[[:space:]=]' /etc/ssh/sshd_config.d/*.conf /etc/ssh/sshd_config 2>/dev/null || :`,
  (stdout) => !/^\s*\w+[\s=]+"?no\b/i.test(stdout.split('\n', 1).join()),
);
