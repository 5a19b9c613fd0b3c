import type { Change } from '../engine/model.ts';
import type { FileState } from '../facts/file.ts';
import type { UnitState } from '../facts/unit.ts';
import { lines, type Script, sh } from '../shell/sh.ts';

/**
 * Makes a unit run now and at every boot, and restarts it where a file that it reads is newer than its start: a restart
 * follows from what is on the node, so an interrupted run cannot forget one.
 */
export function* ensureRunning(state: UnitState, reads: readonly FileState[] = []): Iterable<Change> {
  yield* ensureEnabled(state);
  yield* ensureStarted(state, reads);
}

/**
 * Does the same for a unit that something else starts at boot. `start` is for a unit that needs more than systemctl.
 */
export function* ensureStarted(
  state: UnitState,
  reads: readonly FileState[],
  start = sh`systemctl daemon-reload && systemctl restart ${state.unit}`,
): Iterable<Change> {
  const { unit } = state;
  const stale = reads.filter((file) => file.exists && state.started !== undefined && file.modified > state.started);
  const [first] = stale;
  if (!state.active) {
    yield { kind: 'change', summary: `Start ${unit}`, script: start };
  } else if (first || state.needsReload) {
    const reason = first ? `${first.path} is newer than its start` : 'its unit file changed';
    // Files from the future, of a time when the clock was wrong, would stay newer than any start. Others keep their time:
    // two units that read one file would make each other start anew for ever.
    const paths = stale.map(({ path }) => path);
    const script = first ? lines([sh`find -L ${paths} -newermt now -exec touch -c {} +`, start]) : start;
    yield { kind: 'change', summary: `Restart ${unit}: ${reason}`, script };
  }
}

/** Stops a unit, and lets it not start at boot. */
export function* ensureStopped(state: UnitState): Iterable<Change> {
  const { unit } = state;
  if (!state.exists || (!state.active && ['disabled', 'masked', 'static', ''].includes(state.enablement))) return;
  yield { kind: 'change', summary: `Stop and disable ${unit}`, script: sh`systemctl disable --now ${unit}` };
}

/** Stops a unit, and takes away its files and what it reads, whether it is known to systemd or not. */
export function removeUnit(unit: string, files: readonly string[]): Script {
  return sh`systemctl disable --now ${unit} 2>/dev/null || :
rm -f ${files}
systemctl daemon-reload`;
}

/** Lets a unit start at boot. */
export function* ensureEnabled({ unit, enablement }: UnitState): Iterable<Change> {
  if (enablement === 'enabled' || enablement === 'static') return;
  const script = sh`systemctl daemon-reload && systemctl unmask ${unit} && systemctl enable ${unit}`;
  yield { kind: 'change', summary: `Enable ${unit}`, script };
}

/** Where a unit of ours is written. */
export function unitFileOf(unit: string): string {
  return `/etc/systemd/system/${unit}`;
}
