import type { Batch } from '../engine/batch.ts';
import type { Fact } from '../engine/model.ts';
import { sh } from '../shell/sh.ts';

/** A systemd unit as the manager sees it. */
export interface UnitState {
  readonly unit: string;
  readonly exists: boolean;
  readonly active: boolean;
  /** systemd's UnitFileState: 'enabled', 'disabled', 'masked', 'static', … or '' */
  readonly enablement: string;
  /**
   * When its main process started, seconds since 1970; undefined when it has none. With their fraction: apt may start a
   * unit in the same second in which its settings are written.
   */
  readonly started: number | undefined;
  /** The same start in seconds since the boot: a clock that is set meanwhile does not change it. */
  readonly startedAfterBoot: number;
  /** How often systemd started it again by itself. */
  readonly restarts: number;
  /** The unit's file changed since systemd read it. */
  readonly needsReload: boolean;
}

const properties =
  'Id,LoadState,ActiveState,UnitFileState,ExecMainStartTimestamp,ExecMainStartTimestampMonotonic,NRestarts,NeedDaemonReload';

/** The folders of systemd.unit(5), "Unit File Load Path"; the last entry shows units that run without a file. */
const places = [
  '/etc/systemd/system/',
  '/run/systemd/system/',
  '/run/systemd/transient/',
  '/run/systemd/generator/',
  '/run/systemd/generator.late/',
  '/usr/local/lib/systemd/system/',
  '/usr/lib/systemd/system/',
  '/lib/systemd/system/',
  '/run/systemd/units/invocation:',
];

// For a unit that is not there systemctl takes 2 ms, and half of the units that are asked for are not there.
const units: Batch = {
  id: 'units',
  script: (names) => sh`known=
for unit in ${names}; do
  for place in ${places}; do
    if [ -e "$place$unit" ] || [ -L "$place$unit" ]; then known="$known $unit"; break; fi
  done
done
echo "$known"
[ -z "$known" ] || TZ=UTC systemctl show --timestamp=us -p ${properties} $known`,
  // Blocks come in the order of the names; Id may be another name of the unit (an alias).
  split(stdout) {
    const end = stdout.indexOf('\n');
    const known = stdout.slice(0, end).trim().split(' ');
    const blocks = stdout.slice(end).trim().split('\n\n');
    return new Map(blocks.map((block, index) => [known[index] ?? '', block]));
  },
};

/** Asks for the state of a unit, e.g. 'containerd.service'. */
export function unitFact(unit: string): Fact<UnitState> {
  return {
    id: `unit ${unit}`,
    ask: { batch: units, item: unit },
    slow: true,
    parse(stdout) {
      const value = (key: string) => new RegExp(`^${key}=(.*)$`, 'm').exec(stdout)?.[1] ?? '';
      return {
        unit,
        exists: !['', 'not-found'].includes(value('LoadState')),
        active: ['active', 'activating', 'reloading'].includes(value('ActiveState')),
        enablement: value('LoadState') === 'masked' ? 'masked' : value('UnitFileState'),
        started: secondsOf(value('ExecMainStartTimestamp')),
        startedAfterBoot: Number(value('ExecMainStartTimestampMonotonic')) / 1e6,
        restarts: Number(value('NRestarts')),
        needsReload: value('NeedDaemonReload') === 'yes',
      };
    },
  };
}

// 'Sat 2026-11-21 08:14:22.009022 UTC': the same in every systemd, while --timestamp=unix is missing before 249. That of
// Debian 11 leaves the fraction out: the unit started at the end of that second at the latest.
function secondsOf(timestamp: string): number | undefined {
  const [, day, time, fraction = '.999999'] = /(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(\.\d+)? UTC/.exec(timestamp) ?? [];
  return day ? Date.parse(`${day}T${time}Z`) / 1000 + Number(fraction) : undefined;
}
