import type { FindingId } from '../../doctor/finding-ids.ts';
import { type Change, defineStep } from '../../engine/model.ts';
import { type FileThere, fileFact, filesFact } from '../../facts/file.ts';
import { procFact } from '../../facts/proc.ts';
import { ensureFile, writeFile } from '../../resources/ensure-file.ts';
import { shownText } from '../../shell/node-text.ts';
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

/** Says whether a file is read after ours: a line there would win at every boot, but not while the node runs. */
function isLater(path: string, own: string): boolean {
  // Debian's 99-sysctl.conf leads to /etc/sysctl.conf.
  return path === '/etc/sysctl.conf' || (path > own && !path.endsWith('/99-sysctl.conf'));
}

/** Takes lines out that would switch off again what pods need; they stay there as comments. */
function* withoutRivals({ path, content: before, mode }: FileThere): Iterable<Change> {
  const rivals: string[] = [];
  const lines = before.split('\n').map((line) => {
    if (!isRival(line)) return line;
    rivals.push(line.trim());
    return `# microcloud, pods need another value: ${line}`;
  });
  if (rivals.length === 0) return;
  const after = lines.join('\n');
  const summary = `Take ${rivals.join(', ')} out of ${path}, which would win at every boot`;
  yield {
    kind: 'change',
    about: path,
    summary,
    before: shownText(before),
    after: shownText(after),
    script: writeFile(path, after, mode),
  };
}

function isRival(line: string): boolean {
  const [, key = '', value = ''] = /^\s*-?\s*([\w./-]+?)\s*=\s*(\S+)\s*$/.exec(line) ?? [];
  // These are two names of one switch.
  const name = key.replaceAll('.', '/').replace(/^net\/ipv4\/conf\/all\/forwarding$/, 'net/ipv4/ip_forward');
  const wanted = settings.find((one) => one.name === name);
  if (!wanted || !/^\d+$/.test(value)) return false;
  return wanted.mayBeHigher ? Number(value) < wanted.value : Number(value) !== wanted.value;
}

export default defineStep({
  id: 'sysctl.boot',
  title: 'Kernel settings',
  needs: () => ({
    file: fileFact('/etc/sysctl.d/90-microcloud.conf'),
    others: filesFact('kernel settings of others', ['/etc/sysctl.d/*.conf', '/etc/sysctl.conf']),
    ...Object.fromEntries(settings.map(({ name }) => [name, procFact(`/proc/sys/${name}`)])),
  }),
  *plan({ facts: { file, others, ...running } }) {
    for (const other of others.filter(({ path }) => isLater(path, file.path))) yield* withoutRivals(other);
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
