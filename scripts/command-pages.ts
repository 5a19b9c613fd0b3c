import {
  type Flag,
  flagText,
  type Manifest,
  type ManifestCommand,
  usageText,
  visibleCommands,
  visibleFlags,
} from './manifest-commands.ts';
import { tableCell } from './table-cell.ts';

/** A page that people read: its path from docs/, and its text. */
export interface Guide {
  readonly file: string;
  readonly text: string;
}

/**
 * Writes the pages of docs/commands, by file name: one for each command, and README.md with all of them.
 *
 * @param guides the pages that a command may be explained in, in the order in which people read them
 */
export function commandPages(manifest: Manifest, guides: readonly Guide[]): ReadonlyMap<string, string> {
  const commands = visibleCommands(manifest);
  const rows = commands.map(
    (command) => `| [${usageText(command)}](${fileOf(command)}) | ${tableCell(shown(command.summary ?? ''))} |`,
  );
  const all = [
    '# All commands',
    '',
    '`node scripts/pages.ts` writes these pages from the program. `microcloud COMMAND --help` prints the same.',
    '',
    '| microcloud … | what it does |',
    '|---|---|',
    ...rows,
  ];
  const names = new Set(commands.map(nameOf));
  const pages = commands.map((command): [string, string] => {
    const explaining = guides.filter(({ text }) => typedIn(text, names).has(nameOf(command)));
    return [fileOf(command), pageOf(command, explaining)];
  });
  return new Map([['README.md', `${all.join('\n')}\n`], ...pages]);
}

function fileOf({ id }: ManifestCommand): string {
  return `${id.replaceAll(':', '-')}.md`;
}

function nameOf({ id }: ManifestCommand): string {
  return id.replaceAll(':', ' ');
}

function pageOf(command: ManifestCommand, explaining: readonly Guide[]): string {
  const { summary = '', description, args, examples = [] } = command;
  const [common, own] = [true, false].map((isCommon) =>
    visibleFlags(command).filter(({ helpGroup }) => (helpGroup === 'GLOBAL') === isCommon),
  );
  const links = explaining.map(({ file, text }) => `[${titleOf(text)}](../${file})`);
  return [
    `# microcloud ${nameOf(command)}`,
    '',
    `${shown(summary)}.`,
    ...(description ? ['', shown(description)] : []),
    '',
    '```',
    `microcloud ${usageText(command)}`,
    '```',
    ...section('Examples', examples.length > 0 ? ['```', ...examples.map(exampleText), '```'] : []),
    ...table('argument', Object.values(args), ({ name, description: about = '' }) => [name.toUpperCase(), about]),
    ...table('flag', own ?? [], (flag) => [flagText(flag), aboutFlag(flag)]),
    ...table('flag of many commands', common ?? [], (flag) => [flagText(flag), aboutFlag(flag)]),
    '',
    ...(links.length > 0 ? [`Explained in: ${links.join(' · ')}`, ''] : []),
    '[All commands](README.md) · [Exit codes](../exit-codes.md)',
    '',
  ].join('\n');
}

/** Finds the commands in a page. `backup list` does not count as `backup`, and `join pi-4` counts as `join`. */
function typedIn(text: string, names: ReadonlySet<string>): ReadonlySet<string> {
  const typed = text.matchAll(/\bmicrocloud ([a-z]+)(?: ([a-z]+))?/g);
  return new Set(
    [...typed].map(([, word = '', second]) => (names.has(`${word} ${second}`) ? `${word} ${second}` : word)),
  );
}

function titleOf(text: string): string {
  return /^# (.+)$/m.exec(text)?.[1] ?? '';
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length > 0 ? ['', `## ${title}`, '', ...lines] : [];
}

function table<T>(what: string, entries: readonly T[], cells: (entry: T) => readonly string[]): readonly string[] {
  const rows = entries.map((entry) => {
    const [typed = '', about = ''] = cells(entry);
    return `| ${tableCell(`\`${typed}\``)} | ${tableCell(shown(about))} |`;
  });
  return rows.length > 0 ? ['', `| ${what} | |`, '|---|---|', ...rows] : [];
}

function aboutFlag({ summary, description = '', default: usual, env, type }: Flag): string {
  const about = (summary ?? description).replace(/\.$/, '');
  const hasUsual = type === 'option' && usual !== undefined && !/Default:/.test(about);
  return [about, ...(hasUsual ? [`Default: ${[usual].flat().join(', ')}`] : []), ...(env ? [`Or ${env}`] : [])].join(
    '. ',
  );
}

function exampleText(example: unknown): string {
  if (typeof example === 'string') return shown(example);
  const { description = '', command = '' } = example as { readonly description?: string; readonly command?: string };
  return `${shown(command)}   # ${shown(description).replace(/:$/, '')}`;
}

function shown(text: string): string {
  return text.replaceAll('<%= config.bin %>', 'microcloud').replaceAll('<%= command.id %>', '').replaceAll(/\s+/g, ' ');
}
