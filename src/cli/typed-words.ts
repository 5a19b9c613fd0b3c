import type { Command, Interfaces } from '@oclif/core';

type Flag = Command.Flag.Cached;

/** A command line, read up to the word that is being typed. */
export interface Typed {
  /** The command that the words name; undefined where they are only the beginning of a command's name. */
  readonly command: Command.Loadable | undefined;
  /** The words that are no flags, without the command's name. */
  readonly positionals: readonly string[];
  /** Values of the flags on the line, by the names of the flags. */
  readonly flags: ReadonlyMap<string, string>;
  /** The flag whose value is being typed. */
  readonly awaited: Flag | undefined;
  /** The word that is being typed, or its part after "--flag=". */
  readonly current: string;
  /** The part of the word before `current`: "--only=". */
  readonly prefix: string;
  /** Whether `--` was typed before: no flags come after it. */
  readonly isBehindDashes: boolean;
}

/** Reads the words after the program's name. The last one is being typed, and may be empty. */
export function readTyped(words: readonly string[], config: Interfaces.Config): Typed {
  const joined = joinAtEquals(words);
  const last = joined.at(-1) ?? '';
  const known = knownFlags(config.commands);
  const positionals: string[] = [];
  const flags = new Map<string, string>();
  let open: Flag | undefined;
  let isBehindDashes = false;
  for (const word of joined.slice(0, -1)) {
    if (open) flags.set(open.name, word);
    if (open || isBehindDashes || !word.startsWith('-')) {
      if (!open) positionals.push(word);
      open = undefined;
      continue;
    }
    isBehindDashes = word === '--';
    const [, name = '', value] = /^([^=]*)(?:=(.*))?$/s.exec(word) ?? [];
    const flag = known.get(name);
    flags.set(flag?.name ?? name, value ?? '');
    if (flag?.type === 'option' && value === undefined) open = flag;
  }
  const { command, rest } = commandIn(positionals, config);
  const [, prefix = '', current = last] = (!open && !isBehindDashes && /^(--[^=]+=)(.*)$/s.exec(last)) || [];
  const awaited = open ?? known.get(prefix.slice(0, -1));
  const own = awaited && (command?.flags[awaited.name] ?? awaited);
  return { command, positionals: rest, flags, awaited: own, current, prefix, isBehindDashes };
}

/** Joins what bash splits: it passes "--only=pi" as three words, "--only", "=" and "pi". */
function joinAtEquals(words: readonly string[]): readonly string[] {
  const joined: string[] = [];
  for (const [index, word] of words.entries()) {
    const isPart = word === '=' || words[index - 1] === '=';
    if (isPart && joined.at(-1)?.startsWith('--')) joined.push(`${joined.pop()}${word}`);
    else joined.push(word);
  }
  return joined;
}

/** Indexes the flags of all commands by what one types: `--only`, `-i`. */
function knownFlags(commands: readonly Command.Loadable[]): ReadonlyMap<string, Flag> {
  const flags = commands.flatMap((command) => Object.values(command.flags));
  return new Map(
    flags.flatMap((flag) => [
      [`--${flag.name}`, flag] as const,
      ...(flag.char ? [[`-${flag.char}`, flag] as const] : []),
    ]),
  );
}

/** Finds the longest command name at the beginning of the words, and the words after it. */
function commandIn(
  words: readonly string[],
  config: Interfaces.Config,
): { readonly command: Command.Loadable | undefined; readonly rest: readonly string[] } {
  for (let count = words.length; count > 0; count--) {
    const command = config.findCommand(words.slice(0, count).join(':'));
    if (command) return { command, rest: words.slice(count) };
  }
  return { command: undefined, rest: words };
}
