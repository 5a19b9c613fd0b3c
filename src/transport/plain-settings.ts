import type { Setting, SshConfig } from './ssh-config.ts';

const word = /^[\w.:@+-]+$/;
const path = /^(~\/|\/)[\w.@/+-]+$/;
const flag = /^(yes|no)$/;
const number = /^\d{1,5}$/;

/** Values that need no interpretation, by keyword: one word, without tokens and quotes. */
const plain: Readonly<Record<string, RegExp>> = {
  addkeystoagent: flag,
  compression: flag,
  connecttimeout: number,
  controlmaster: /^(yes|no|auto)$/,
  controlpath: /^\S+$/,
  controlpersist: /^(yes|no|\d{1,5}[smh]?)$/,
  forwardagent: flag,
  gssapiauthentication: flag,
  hashknownhosts: flag,
  hostname: word,
  identitiesonly: flag,
  identityfile: path,
  // Debian's own line only. For other patterns the order of the files depends on the locale.
  include: /^\/etc\/ssh\/ssh_config\.d\/\*\.conf$/,
  loglevel: /^(QUIET|FATAL|ERROR|INFO|VERBOSE|DEBUG[123]?)$/,
  port: number,
  proxyjump: word,
  sendenv: /^[\w *]+$/,
  serveralivecountmax: number,
  serveraliveinterval: number,
  stricthostkeychecking: /^(yes|no|ask|accept-new)$/,
  tcpkeepalive: flag,
  user: word,
  userknownhostsfile: path,
};

/** Tells whether this program certainly reads a configuration in the same way as ssh. */
export function isPlain({ settings, notes }: SshConfig): boolean {
  return notes.length === 0 && settings.every(isPlainSetting);
}

function isPlainSetting({ keyword, rest, hosts }: Setting): boolean {
  const patterns = hosts.flatMap((some) => some ?? ['"']);
  return plain[keyword]?.test(rest) === true && patterns.every((pattern) => /^!?[\w.:*?-]+$/.test(pattern));
}
