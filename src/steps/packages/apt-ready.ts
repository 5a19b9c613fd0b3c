import type { Wait } from '../../engine/model.ts';
import { sh } from '../../shell/sh.ts';

/** Waits for another program that holds apt. */
export function* ensureAptFree(holder: string | undefined): Iterable<Wait> {
  if (holder === undefined) return;
  yield {
    kind: 'wait',
    id: 'apt.busy',
    summary: `apt is held by ${holder}`,
    limitSeconds: 900,
    hint: 'Look what it does: ssh {node} systemctl status apt-daily.service apt-daily-upgrade.service',
  };
}

/**
 * Defines `apt_get`, and brings its lists up to date. An interrupted dpkg is finished first, so that running again
 * converges. --force-confold keeps what a person wrote.
 */
export const aptReady = sh`apt_get() { apt-get -q -y -o DPkg::Lock::Timeout=600 -o Acquire::Retries=5 -o Dpkg::Use-Pty=0 -o Dpkg::Options::=--force-confold "$@"; }
dpkg --force-confold --configure -a
apt_get update`;
