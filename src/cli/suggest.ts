import type { Command, Interfaces } from '@oclif/core';
import { readTyped, type Typed } from './typed-words.ts';

export interface Suggestion {
  /** The whole word. */
  readonly value: string;
  readonly about: string;
}

export interface Suggestions {
  readonly values: readonly Suggestion[];
  /** Whether a path fits, too. */
  readonly wantsPath: boolean;
}

/** Things that the program knows beside its commands, read only where one of them may stand. */
export interface Known {
  /** The nodes of an inventory; none where it cannot be read. */
  nodes(inventory: string | undefined): Promise<readonly Suggestion[]>;
  checks(): Promise<readonly Suggestion[]>;
}

/** What kind of value fits, by the name that the help gives it. */
const kinds: Readonly<Record<string, keyof Known | 'path'>> = {
  FILE: 'path',
  DIR: 'path',
  file: 'path',
  directory: 'path',
  ID: 'checks',
  'pi-2,pi-3': 'nodes',
  host: 'nodes',
  target: 'nodes',
};

const nothing: Suggestions = { values: [], wantsPath: false };

/** Suggests what the last word may become. */
export async function suggest(words: readonly string[], config: Interfaces.Config, known: Known): Promise<Suggestions> {
  const typed = readTyped(words, config);
  const { values, wantsPath } = await fitting(typed, config, known);
  const starts = values.filter(({ value }) => value.startsWith(typed.current));
  return { wantsPath, values: starts.map(({ value, about }) => ({ value: `${typed.prefix}${value}`, about })) };
}

async function fitting(typed: Typed, config: Interfaces.Config, known: Known): Promise<Suggestions> {
  const { awaited, command, current, positionals, isBehindDashes } = typed;
  if (awaited?.type === 'option') return valuesOf(awaited.options, awaited.helpValue, typed, known);
  if (current.startsWith('-') && !isBehindDashes) return { ...nothing, values: command ? flagsOf(command, typed) : [] };
  if (!command || command.id === 'help') return { ...nothing, values: nextWords(positionals, config) };
  const args = Object.values(command.args);
  // A command that is not strict takes its last argument several times.
  const arg = args[positionals.length] ?? (command.strict === false ? args.at(-1) : undefined);
  return arg ? valuesOf(arg.options, arg.name, typed, known) : nothing;
}

async function valuesOf(
  options: readonly string[] | undefined,
  name: string | readonly string[] | undefined,
  typed: Typed,
  known: Known,
): Promise<Suggestions> {
  if (options?.length) return { ...nothing, values: options.map((value) => ({ value, about: '' })) };
  const kind = kinds[String(name)];
  if (kind === 'path') return { ...nothing, wantsPath: true };
  if (kind === undefined) return nothing;
  const all = await (kind === 'nodes' ? known.nodes(typed.flags.get('inventory')) : known.checks());
  const isList = typed.awaited !== undefined;
  const before = isList ? typed.current.replace(/[^,]*$/, '') : '';
  const taken = isList ? before.split(',') : typed.positionals;
  const left = all.filter(({ value }) => !taken.includes(value));
  return { ...nothing, values: left.map(({ value, about }) => ({ value: `${before}${value}`, about })) };
}

function flagsOf({ flags }: Command.Loadable, typed: Typed): readonly Suggestion[] {
  const visible = Object.values(flags).filter((flag) => !flag.hidden);
  const fresh = visible.filter((flag) => !typed.flags.has(flag.name) || (flag.type === 'option' && flag.multiple));
  const named = fresh.flatMap((flag) => {
    const about = flag.summary ?? flag.description ?? '';
    const isSwitch = flag.type === 'boolean' && flag.allowNo;
    return [
      { value: `--${flag.name}`, about },
      ...(isSwitch ? [{ value: `--no-${flag.name}`, about: `Not: ${about}` }] : []),
    ];
  });
  return [...named, { value: '--help', about: 'Explain this command' }];
}

/** Lists the words that may come next in the name of a command. */
function nextWords(words: readonly string[], { commands, topics }: Interfaces.Config): readonly Suggestion[] {
  const visible = commands.filter(({ hidden }) => !hidden);
  // oclif lists commands among the topics, too.
  const withCommands = topics.filter(({ name }) => visible.some(({ id }) => id.startsWith(`${name}:`)));
  const all = [
    ...withCommands.map(({ name, description }) => ({ parts: name.split(':'), about: description })),
    ...visible.map(({ id, summary }) => ({ parts: id.split(':'), about: summary })),
  ];
  return all
    .filter(({ parts }) => parts.length === words.length + 1 && words.every((word, index) => word === parts[index]))
    .map(({ parts, about = '' }) => ({ value: parts.at(-1) ?? '', about }));
}
