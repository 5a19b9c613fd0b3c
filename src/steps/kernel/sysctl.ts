import type { FindingId } from '../../doctor/finding-ids.ts';
import { defineStep } from '../../engine/model.ts';
import { fileFact } from '../../facts/file.ts';
import { procFact } from '../../facts/proc.ts';
import { ensureFile } from '../../resources/ensure-file.ts';
import { sh } from '../../shell/sh.ts';

/** A kernel setting, by its name in /proc/sys. Some settings may be higher than their value here. */
interface Setting {
  readonly name: string;
  readonly id: FindingId;
  readonly value: number;
  readonly mayBeHigher?: boolean;
}

/** The defaults of inotify are too low for a node full of containers ("too many open files"). */
const settings: readonly Setting[] = [
  { id: 'sysctl.forward', name: 'net/ipv4/ip_forward', value: 1 },
  { id: 'sysctl.bridge', name: 'net/bridge/bridge-nf-call-iptables', value: 1 },
  { id: 'sysctl.bridge', name: 'net/bridge/bridge-nf-call-ip6tables', value: 1 },
  { id: 'sysctl.inotify', name: 'fs/inotify/max_user_instances', value: 8192, mayBeHigher: true },
  { id: 'sysctl.inotify', name: 'fs/inotify/max_user_watches', value: 1_048_576, mayBeHigher: true },
];

const content = settings.map(({ name, value }) => `${name.replaceAll('/', '.')} = ${value}\n`).join('');

export default defineStep({
  id: 'sysctl.boot',
  title: 'Kernel settings',
  needs: () => ({
    file: fileFact('/etc/sysctl.d/90-microcloud.conf'),
    ...Object.fromEntries(settings.map(({ name }) => [name, procFact(`/proc/sys/${name}`)])),
  }),
  *plan({ facts: { file, ...running } }) {
    yield* ensureFile(file, { content, why: 'so that pods reach each other after every boot' });
    const values: Readonly<Record<string, string | undefined>> = running;
    for (const { id, name, value, mayBeHigher } of settings) {
      const now = values[name];
      // The settings of the bridge come with br_netfilter, which another step loads. They are on from the start.
      if (now === undefined || Number(now) === value || (mayBeHigher && Number(now) > value)) continue;
      const key = name.replaceAll('/', '.');
      yield {
        kind: 'change',
        id,
        summary: `Set ${key} to ${value}`,
        before: now,
        after: String(value),
        script: sh`sysctl -qw ${`${key}=${value}`}`,
      };
    }
  },
});
