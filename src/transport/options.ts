import { existsSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import type { Secret } from '../shell/sh.ts';
import { homeDirectory } from '../user-folders.ts';
import type { Ask } from './ask-once.ts';

/** Where a node is and how to log in, as the inventory has it. What is set here wins over ssh_config. */
export interface Target {
  /** The node's name, for messages. */
  readonly node: string;
  /** Its address for good: an address or name, or a `Host` of ssh_config. */
  readonly address: string;
  /** Where it is now. Default: `address`. It is tried first, unless known_hosts knows the node at `address`. */
  readonly sshAddress?: string | undefined;
  readonly user?: string | undefined;
  readonly port?: number | undefined;
  readonly identityFile?: string | undefined;
  readonly password?: Secret | undefined;
  /** Default: `password`. Without either, a person is asked when sudo asks. */
  readonly sudoPassword?: Secret | undefined;
  /** Other addresses of this node: a host key that is known there is trusted here too. */
  readonly knownAddresses?: readonly string[] | undefined;
}

export interface ConnectOptions {
  /** Asks a person. Connections that get the same function share its answers. */
  readonly ask: Ask;
  /** What to do about a host key that is not known yet. */
  readonly hostKeys: 'ask' | 'accept-new';
  /** known_hosts files instead of those of ssh_config; the first is written. */
  readonly knownHostsFile?: readonly string[] | undefined;
  /** One ssh_config file instead of the user's and the system's, as `ssh -F`. */
  readonly configFile?: string | undefined;
  /** Socket of an ssh-agent, or false for none. Default: SSH_AUTH_SOCK, else the pipe of Windows' agent. */
  readonly agent?: string | false | undefined;
  /** Where `.ssh` is. Default: the user's home directory. */
  readonly home?: string | undefined;
  /** Seconds to wait for a node that does not answer (yet). */
  readonly timeoutSeconds: number;
  /** Seconds between keepalive messages. The link counts as lost after four times as long. Default: 5. */
  readonly keepaliveSeconds?: number | undefined;
  /** Ends waiting and closes the connection. */
  readonly signal?: AbortSignal | undefined;
  /** Gets texts that a person may want to know: why a connection waits, which lines of ssh_config are left out. */
  readonly note?: ((text: string) => void) | undefined;
}

/** Options and environment, with every default filled in. */
export interface Surroundings {
  readonly home: string;
  /** The home directory that ssh takes, whatever HOME says. */
  readonly passwdHome: string;
  readonly localUser: string;
  readonly userId: number;
  readonly env: NodeJS.ProcessEnv;
  readonly agent: string | undefined;
  /** The ssh_config files. The first one that has a value for a setting wins. */
  readonly configFiles: readonly string[];
  /** The file to give to ssh by -F; undefined where ssh finds the same files by itself. */
  readonly configFile: string | undefined;
  readonly knownHostsFiles: readonly string[] | undefined;
}

const systemConfig = '/etc/ssh/ssh_config';

/** Fills in the defaults. No other function of this folder reads the environment. */
export function surroundings(
  options: Pick<ConnectOptions, 'home' | 'agent' | 'configFile' | 'knownHostsFile'>,
): Surroundings {
  const home = options.home ?? homeDirectory(process.env) ?? '/';
  const { username, passwdHome, userId } = accountHere(home);
  const agent = options.agent ?? agentSocket(process.env, process.platform);
  const userConfig = join(home, '.ssh', 'config');
  // ssh finds the user's file by /etc/passwd. Where HOME is another folder, ssh needs -F.
  const elsewhere = existsSync(userConfig) ? userConfig : systemConfig;
  const configFile = options.configFile ?? (home === passwdHome ? undefined : elsewhere);
  return {
    home,
    passwdHome,
    localUser: username,
    userId,
    env: process.env,
    agent: agent || undefined,
    configFile,
    configFiles: configFile ? [configFile] : [userConfig, systemConfig],
    knownHostsFiles: options.knownHostsFile,
  };
}

/** Returns the socket of the ssh-agent. The agent of Windows always has the same pipe, and sets no variable. */
export function agentSocket({ SSH_AUTH_SOCK }: NodeJS.ProcessEnv, platform: NodeJS.Platform): string | undefined {
  return SSH_AUTH_SOCK ?? (platform === 'win32' ? String.raw`\\.\pipe\openssh-ssh-agent` : undefined);
}

// Asks for the local account. In a container the user may have no entry in /etc/passwd.
function accountHere(home: string) {
  try {
    const { username, homedir: passwdHome, uid: userId } = userInfo();
    return { username, passwdHome, userId };
  } catch {
    const userId = process.getuid?.() ?? 0;
    return { username: process.env.USER ?? String(userId), passwdHome: home, userId };
  }
}
