import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { requireRealSshd } from './sshd.ts';

export interface AccountOptions {
  readonly password?: string;
  /** `none`: not in sudoers. */
  readonly sudo?: 'password' | 'no-password' | 'none';
  /** Options of a `Defaults:<user>` line, e.g. `requiretty`. */
  readonly sudoDefaults?: readonly string[];
  readonly shell?: string;
  /** The password must be changed at the next login. */
  readonly expired?: boolean;
}

/** A throw-away account of this machine. */
export interface Account {
  readonly user: string;
  /** What sudo logged about this account: one line for each command or refusal. */
  sudoLog(): string;
  remove(): void;
}

/** Makes an account with the given rights for sudo. Remove it when done. */
export function createAccount(options: AccountOptions = {}): Account {
  requireRealSshd();
  const user = `mctest-${randomBytes(4).toString('hex')}`;
  const sudoers = `/etc/sudoers.d/${user}`;
  const log = `/tmp/${user}-sudo.log`;
  run('useradd', ['--create-home', '--shell', options.shell ?? '/bin/bash', user]);
  if (options.password !== undefined) run('chpasswd', [], `${user}:${options.password}\n`);
  // "*" and not "!": with a locked password ("!") sshd would refuse keys, too.
  else run('usermod', ['--password', '*', user]);
  if (options.expired) run('chage', ['--lastday', '0', user]);
  writeFileSync(sudoers, sudoersText(user, log, options), { mode: 0o440 });
  return {
    user,
    sudoLog: () => (existsSync(log) ? readFileSync(log, 'utf8') : ''),
    remove: () => {
      for (const path of [sudoers, log, `/run/sudo/ts/${user}`]) rmSync(path, { force: true });
      run('userdel', ['--remove', '--force', user]);
    },
  };
}

function sudoersText(user: string, log: string, options: AccountOptions): string {
  const rules = {
    password: [`${user} ALL=(ALL) ALL`],
    'no-password': [`${user} ALL=(ALL) NOPASSWD: ALL`],
    none: [],
  };
  const defaults = [`logfile=${log}`, '!lecture', ...(options.sudoDefaults ?? [])];
  return [`Defaults:${user} ${defaults.join(', ')}`, ...rules[options.sudo ?? 'none'], ''].join('\n');
}

// Tries again, as test files run at the same time and /etc/passwd has one lock.
function run(program: string, args: readonly string[], input = '', tries = 20): void {
  const { status, stderr, error } = spawnSync(program, args, { input, encoding: 'utf8' });
  if (status === 0) return;
  if (tries === 0) throw error ?? new Error(`${program} ${args.join(' ')}: ${stderr}`);
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
  run(program, args, input, tries - 1);
}
