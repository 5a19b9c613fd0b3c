import type { FindingId } from '../doctor/finding-ids.ts';
import { UserError } from '../errors.ts';

/** The account that a connection is logged in with. */
export interface Account {
  readonly node: string;
  readonly user: string;
  /** Called only when sudo asks. */
  sudoPassword(): Promise<string>;
}

interface Refusal {
  readonly id: FindingId;
  /** Matches what sudo, the login shell or sshd says in the C locale. */
  readonly pattern: RegExp;
  readonly message: (account: Account) => string;
  readonly hint: (account: Account) => string;
}

/** PAM asks for the old and a new password, through sudo too, and waits. */
export const wantsNewPassword = /password (is|has) expired|change your password|[Pp]assword change required/;

const refusals: readonly Refusal[] = [
  {
    id: 'ssh.password_expired',
    pattern: wantsNewPassword,
    message: ({ user, node }) => `The password of ${user} on ${node} has expired.`,
    hint: ({ user }) => `Log in once as ${user} with ssh and set a new one`,
  },
  {
    id: 'sudo.password',
    pattern: /incorrect password attempt|no password was provided|a password is required/,
    message: ({ user, node }) => `The sudo password for ${user} on ${node} is wrong.`,
    hint: () => 'Check ssh.sudoPassword of the node in the inventory, or type it again. It was tried once only',
  },
  {
    id: 'sudo.denied',
    pattern: /is not in the sudoers file|is not allowed to|may not run sudo/,
    message: ({ user, node }) => `${user} may not use sudo on ${node}.`,
    hint: ({ user }) => `As root on the node: usermod -aG sudo ${user}. Or set ssh.user to a user who may`,
  },
  {
    id: 'sudo.terminal',
    pattern: /must have a tty/,
    message: ({ node }) => `sudo on ${node} wants a terminal (requiretty).`,
    hint: ({ user }) => `As root on the node, in /etc/sudoers.d/microcloud: Defaults:${user} !requiretty`,
  },
  {
    id: 'sudo.denied',
    pattern: /sudo.{0,4}: (No such file|.*not found)/,
    message: ({ node }) => `${node} has no sudo.`,
    hint: () => 'Set ssh.user to root, or install it as root on the node: apt-get install sudo',
  },
];

/** Finds out why there is no root shell, from what the node says. */
export function rootRefusal(account: Account, complaints: string): UserError {
  const known = refusals.find(({ pattern }) => pattern.test(complaints));
  if (known) return new UserError(known.message(account), { id: known.id, hints: [known.hint(account)] });
  const lastLine = complaints.trim().split('\n').at(-1) || 'it says nothing';
  return new UserError(`${account.user} cannot become root on ${account.node}: ${lastLine}.`, {
    id: 'sudo.other',
    hints: ['Log in there and see whether this works: sudo -v'],
  });
}
