import type { Fact } from '../engine/model.ts';
import { Secret, sh } from '../shell/sh.ts';
import { commandFact } from './command.ts';
import type { FileState } from './file.ts';

/** The key by which Serf's agents know each other, as a file of settings for the agent. Only root reads it. */
export const serfKeyFile = '/etc/microcloud/serf-key.json';

/** The file by which systemd hands the key to the agent. */
export const serfKeyDropIn = '/etc/systemd/system/serf.service.d/microcloud-key.conf';

/** The node's own copy of the key: its sum, and not the key itself. A file that holds no key counts as absent. */
export type SerfKey = FileState & {
  /** 16 hexadecimal digits of the SHA-256 sum; undefined where there is no key. Equal sums are equal keys. */
  readonly sum: string | undefined;
  /** Whether it is the key of a community, whose other members know it. */
  readonly isCommunitys: boolean;
};

// 16, 24 or 32 bytes. https://www.serf.io/docs/agent/options.html#encrypt_key
const keys = '([A-Za-z0-9+/]{43}=|[A-Za-z0-9+/]{32}|[A-Za-z0-9+/]{22}==)';

/** Tells whether a text is a key as Serf takes it. */
export function isSerfKey(text: string): boolean {
  return new RegExp(`^${keys}$`).test(text);
}

/**
 * Writes a community's key as the agent reads it. The space behind the colon tells it from a key that the nodes made.
 */
export function communityKeySettings(key: string): string {
  return `{"encrypt_key": "${key}"}\n`;
}

const isWhole = sh`grep -qsxE ${`\\{"encrypt_key": ?"${keys}"\\}`} ${serfKeyFile}`;

export const serfKey: Fact<SerfKey> = commandFact(
  "sum of Serf's key",
  sh`${isWhole} || exit 0
stat -Lc '%.Y %a %U:%G' ${serfKeyFile}
sha256sum <${serfKeyFile}
if grep -q ': ' ${serfKeyFile}; then echo community; fi`,
  (stdout) => {
    const [modified, mode = '', owner = '', sum, , given] = stdout.trim().split(/\s+/);
    if (!sum) return { path: serfKeyFile, exists: false, sum: undefined, isCommunitys: false };
    const there = { exists: true, mode, owner, modified: Number(modified), content: '' } as const;
    return { path: serfKeyFile, ...there, sum: sum.slice(0, 16), isCommunitys: given === 'community' };
  },
);

/** The key itself, as the leader hands it on: 44 letters of base64. undefined where the leader has none. */
export const serfKeyItself: Fact<Secret | undefined> = commandFact(
  "Serf's key",
  sh`${isWhole} || exit 0
cut -d '"' -f 4 ${serfKeyFile}`,
  (stdout) => {
    const key = stdout.trim();
    return key === '' ? undefined : new Secret("Serf's key", () => key);
  },
);
