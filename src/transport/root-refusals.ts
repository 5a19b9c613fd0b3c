import type { FindingId } from '../doctor/finding-ids.ts';
import { UserError } from '../errors.ts';
import type { RootDialogue } from './root-dialogue.ts';

/** The account that a connection is logged in with. */
export interface Account {
  readonly node: string;
  readonly user: string;
  /** Called only when sudo asks. */
  sudoPassword(): Promise<string>;
  /** Gets a text about what is waited for. */
  note(text: string): void;
}

/** What was printed, where no root shell came. */
export type Said = Pick<RootDialogue, 'prompts' | 'hasShell' | 'hasSudo' | 'words' | 'lastLine' | 'endsInQuestion'>;

interface Refusal {
  readonly id: FindingId;
  readonly applies: (said: Said) => boolean;
  readonly message: (account: Account, said: Said) => string;
  readonly hint: (account: Account) => string;
}

/**
 * Messages of sudo and sudo-rs in the C locale, in which sudo is started. Its lecture comes earlier, before its
 * question.
 */
const lines = {
  expired: /^sudo: (Account or password is expired|.*password (is|has) expired|.*new authentication token)/m,
  wrong: /^sudo: (.*incorrect (password|authentication) attempt|no password was provided|a password is required)/im,
  denied: /is not in the sudoers file|^Sorry, user \S+ (is not allowed to|may not run sudo)|^sudo: I'm sorry/m,
  powerless: /^sudo: .*(must be owned by uid 0|have the setuid bit set|effective uid is not 0|no new privileges)/m,
  terminal: /^sudo: .*(must have a tty|terminal is required)/m,
};
/** What sshd prints instead of running the command. It is only believed where there is no shell anyway. */
const sshdOnExpiry = /Password change required|password has expired/;

const matches = (pattern: RegExp) => (said: Said) => said.hasShell && pattern.test(said.words);

const refusals: readonly Refusal[] = [
  {
    id: 'sudo.denied',
    applies: ({ hasSudo }) => !hasSudo,
    message: ({ node }) => `${node} has no sudo.`,
    hint: () => 'Set ssh.user to root, or install it as root on the node: apt-get install sudo',
  },
  {
    id: 'sudo.password',
    applies: ({ prompts }) => prompts > 1,
    message: ({ user, node }) => `The sudo password for ${user} on ${node} is wrong.`,
    hint: () => 'Check ssh.sudoPassword of the node in the inventory, or type it again. It was tried once only',
  },
  {
    id: 'ssh.password_expired',
    applies: (said) => matches(lines.expired)(said) || (!said.hasShell && sshdOnExpiry.test(said.lastLine)),
    message: ({ user, node }) => `The password of ${user} on ${node} has expired.`,
    hint: ({ user }) => `Log in once as ${user} with ssh and set a new one`,
  },
  {
    id: 'sudo.password',
    applies: matches(lines.wrong),
    message: ({ user, node }) => `The sudo password for ${user} on ${node} is wrong.`,
    hint: () => 'Check ssh.sudoPassword of the node in the inventory, or type it again. It was tried once only',
  },
  {
    id: 'sudo.denied',
    applies: matches(lines.denied),
    message: ({ user, node }) => `${user} may not use sudo on ${node}.`,
    hint: ({ user }) => `As root on the node: usermod -aG sudo ${user}. Or set ssh.user to a user who may`,
  },
  {
    id: 'sudo.terminal',
    applies: matches(lines.terminal),
    message: ({ node }) => `sudo on ${node} wants a terminal (requiretty).`,
    hint: ({ user }) => `As root on the node, in /etc/sudoers.d/microcloud: Defaults:${user} !requiretty`,
  },
  {
    id: 'sudo.other',
    applies: matches(lines.powerless),
    message: ({ node }, { lastLine }) => `sudo on ${node} has no power: ${lastLine}.`,
    hint: () =>
      'As root on the node (su -, or its card in another machine): chown root: /usr/bin/sudo && chmod 4755 /usr/bin/sudo. Its disk must not be mounted with nosuid',
  },
  {
    id: 'sudo.other',
    applies: ({ hasShell, endsInQuestion }) => hasShell && endsInQuestion,
    message: ({ user, node }, { lastLine }) =>
      `${node} asks ${user} for something else than a password: "${lastLine}".`,
    hint: () =>
      'Log in there and see what is asked: sudo -v. What PAM asks beside the password must not be asked of this user',
  },
  {
    id: 'ssh.shell',
    applies: ({ hasShell }) => !hasShell,
    message: ({ user, node }, { lastLine }) =>
      `The login of ${user} on ${node} does not run commands. It says: ${lastLine}.`,
    hint: ({ user }) =>
      `The user needs a login shell (as root there: chsh -s /bin/bash ${user}), and no ForceCommand in sshd_config, no command= in authorized_keys`,
  },
];

/** Finds out why there is no root shell. */
export function rootRefusal(account: Account, said: Said): UserError {
  const known = refusals.find(({ applies }) => applies(said));
  if (known) return new UserError(known.message(account, said), { id: known.id, hints: [known.hint(account)] });
  return new UserError(`${account.user} cannot become root on ${account.node}: ${said.lastLine}.`, {
    id: 'sudo.other',
    hints: ['Log in there and see whether this works: sudo -v'],
  });
}
