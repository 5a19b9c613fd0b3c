import { LineCounter } from 'yaml';
import { defineStep, type Note, type Problem } from '../../engine/model.ts';
import { type FileThere, fileFact, filesFact } from '../../facts/file.ts';
import { parseForeignYaml } from '../../foreign-yaml.ts';
import { ensureFile } from '../../resources/ensure-file.ts';
import { command } from '../../shell/sh.ts';
import { writtenYaml } from '../../written-yaml.ts';

const main = '/etc/cloud/cloud.cfg';
const path = '/etc/cloud/cloud.cfg.d/99-microcloud.cfg';

const lists = ['cloud_init_modules', 'cloud_config_modules', 'cloud_final_modules'] as const;
type List = (typeof lists)[number];
/** The parts of cloud-init that write the host name or /etc/hosts, some at every boot. */
const unwanted: readonly string[] = ['set_hostname', 'update_hostname', 'update_etc_hosts'];

export default defineStep({
  id: 'id.cloud_init',
  title: 'cloud-init leaves the host name and /etc/hosts alone',
  on: 'machines',
  needs: () => ({
    settings: filesFact('settings of cloud-init', [main, '/etc/cloud/cloud.cfg.d/*.cfg']),
    dropIn: fileFact(path),
  }),
  *plan({ facts: { settings, dropIn } }) {
    if (!settings.some((file) => file.path === main)) return;
    const read = settings.filter((file) => file.path !== path).map(settingsIn);
    yield* read.flatMap((file) => (file.line === undefined ? [] : broken(file.path, file.line)));
    // The file whose name comes last is the strongest, and cloud.cfg is the weakest.
    const byStrength = read.toSorted((a, b) => (a.path < b.path ? 1 : -1));
    const chosen = lists.flatMap((list) => {
      const strongest = byStrength.find((file) => file.lists[list]);
      const modules = strongest?.lists[list];
      return modules?.some(isUnwanted) ? [{ list, modules, path: strongest?.path ?? main }] : [];
    });
    const stronger = chosen.filter((one) => one.path > path);
    if (stronger.length > 0) return yield* stronger.map(({ list, path: file }) => beats(file, list));
    const without = chosen.map(({ list, modules }) => [list, modules.filter((module) => !isUnwanted(module))]);
    const content = `${head}${writtenYaml({ ...off, ...Object.fromEntries(without) })}`;
    yield* ensureFile(dropIn, { content, why: 'so that the host name and /etc/hosts stay at every boot' });
  },
});

const head = `# Written by microcloud: the host name and /etc/hosts stay as they are. User-data is stronger than settings here, and
# may be the copy that cloud-init has kept since its first boot: so the modules that would write them are left out.
`;

const off = { preserve_hostname: true, manage_etc_hosts: false };

interface Settings {
  readonly path: string;
  readonly lists: Partial<Record<List, readonly unknown[]>>;
  /** Where the file is no YAML: cloud-init then passes over it. */
  readonly line?: number;
}

type Read = Omit<Settings, 'path'>;

// Debian's own file is long, and the same on every node: it is parsed once.
const alreadyRead = new Map<string, Read>();

function settingsIn({ path: file, content }: FileThere): Settings {
  const settings = alreadyRead.get(content) ?? readSettings(content);
  alreadyRead.set(content, settings);
  return { path: file, ...settings };
}

function readSettings(content: string): Read {
  const lineCounter = new LineCounter();
  // As Python reads it: of a key that is there twice the last one counts.
  const document = parseForeignYaml(content, { lineCounter, version: '1.1', uniqueKeys: false });
  const [error] = document.errors;
  if (error) return { lists: {}, line: lineCounter.linePos(error.pos[0]).line };
  const settings = document.toJS() as Readonly<Record<string, unknown>> | null;
  const found = lists.flatMap((list) => {
    const modules = settings?.[list];
    return Array.isArray(modules) ? [[list, modules as readonly unknown[]]] : [];
  });
  return { lists: Object.fromEntries(found) };
}

/**
 * Says whether a module is unwanted. It is "update-etc-hosts", or a list with how often it runs: [update_etc_hosts,
 * always].
 */
function isUnwanted(module: unknown): boolean {
  const name = Array.isArray(module) ? module[0] : module;
  return unwanted.includes(String(name).replaceAll('-', '_'));
}

function broken(file: string, line: number): readonly Note[] {
  const summary = `${file} is no YAML: cloud-init passes over it because of line ${line}.`;
  return [
    { kind: 'note', about: file, summary, hint: `Mend it: ${command`ssh -t {node} sudo nano ${`+${line}`} ${file}`}` },
  ];
}

function beats(file: string, list: List): Problem {
  return {
    kind: 'problem',
    about: file,
    summary: `${file} sets ${list}, and its name comes after ${path}: cloud-init would write the host name or /etc/hosts at boot.`,
    hint: `Take ${unwanted.join(', ')} out of ${list} in ${file}, then run the same command again.`,
  };
}
