import { limits } from '../../engine/limits.ts';
import type { Wait } from '../../engine/model.ts';
import { sh } from '../../shell/sh.ts';
import { dpkgLog, updateLog } from './apt-update.ts';

/** Waits for another program that holds apt. */
export function* ensureAptFree(holder: string | undefined): Iterable<Wait> {
  if (holder === undefined) return;
  yield {
    kind: 'wait',
    id: 'apt.busy',
    summary: `apt is held by ${holder}`,
    limitSeconds: limits.lock,
    hint: 'Look what it does: ssh {node} systemctl status apt-daily.service apt-daily-upgrade.service',
  };
}

/**
 * Defines `apt_get`, and brings its lists up to date. An interrupted dpkg is finished first, so that running again
 * converges. --force-confold keeps what a person wrote. It waits for programs that begin to hold a lock meanwhile. A
 * source that fails stops nothing, and neither does a broken package of others: what is needed may come from elsewhere.
 */
export const aptReady = sh`apt_get() { apt-get -q -y -o DPkg::Lock::Timeout=600 -o Acquire::Retries=5 -o Dpkg::Use-Pty=0 -o Dpkg::Options::=--force-confold "$@"; }
patiently() {
  for _ in $(seq 60); do
    if "$@" >${updateLog} 2>&1; then cat ${updateLog}; return; fi
    grep -qiE 'could not get lock|is locked by another' ${updateLog} || break
    sleep 10
  done
  cat ${updateLog}
}
mkdir -p -m 700 /run/microcloud
patiently dpkg --force-confold --configure -a
cp ${updateLog} ${dpkgLog}
patiently apt_get update`;
