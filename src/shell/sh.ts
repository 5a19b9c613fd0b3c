/**
 * A value that may run but never be read: it prints as `<label>` everywhere. `reveal` throws while the value is not
 * known yet, e.g. a join token in a dry run.
 */
export class Secret {
  readonly label: string;
  readonly reveal: () => string;

  constructor(label: string, reveal: () => string) {
    this.label = label;
    this.reveal = reveal;
  }

  toString(): string {
    return `<${this.label}>`;
  }

  toJSON(): string {
    return this.toString();
  }
}

type Part = string | Secret;

/** POSIX shell text. `wire` is what runs, `display` is what people read: secrets show as labels. */
export class Script {
  readonly parts: readonly Part[];

  constructor(parts: readonly Part[]) {
    this.parts = parts;
  }

  get wire(): string {
    return this.parts.map((part) => (typeof part === 'string' ? part : quote(part.reveal()))).join('');
  }

  get display(): string {
    return this.parts.map((part) => (typeof part === 'string' ? part : `'${part}'`)).join('');
  }

  toJSON(): string {
    return this.display;
  }
}

/** What a `${}` of {@link sh} takes. Lists become separate words; nested scripts are inserted as they are. */
export type Word = string | number | Secret | Script | readonly Word[];

/** A POSIX shell script, backslashes as in the shell: every `${value}` is quoted as one word, nested scripts are not. */
export function sh(text: TemplateStringsArray, ...values: readonly Word[]): Script {
  const parts = text.raw.flatMap((raw, index) => {
    const value = values[index];
    // Backslashes go to the shell, except those that JavaScript needs before `${` and before a backtick.
    const shell = raw.replace(/\\(?=\$\{|`)/g, '');
    return value === undefined ? [shell] : [shell, ...partsOf(value)];
  });
  return new Script(parts);
}

/** Joins scripts, each on a line of its own. */
export function lines(scripts: readonly Script[]): Script {
  return new Script(scripts.flatMap((script, index) => (index === 0 ? script.parts : ['\n', ...script.parts])));
}

/** Makes a text with secrets inside, for use as one shell word: `sh\`printf %s ${text`token: ${secret}`}\``. */
export function text(strings: TemplateStringsArray, ...values: readonly (string | number | Secret)[]): Secret | string {
  const join = (show: (value: string | number | Secret) => string) =>
    strings.map((part, index) => part + (index < values.length ? show(values[index] as Secret) : '')).join('');
  const secret = values.find((value) => value instanceof Secret);
  if (!secret) return join(String);
  return new Secret(
    join((value) => String(value)),
    () => join((value) => (value instanceof Secret ? value.reveal() : String(value))),
  );
}

/**
 * Makes a command to type from values that nodes or the cluster gave. Each value is quoted as one word. Two shells read
 * what `ssh` runs, so after `ssh` it is quoted twice.
 */
export function command(strings: TemplateStringsArray, ...values: readonly (string | readonly string[])[]): string {
  const quoted = strings[0]?.startsWith('ssh ') ? (word: string) => quote(quote(word)) : quote;
  const words = values.map((value) => (typeof value === 'string' ? [value] : value).map(quoted).join(' '));
  return strings.map((part, index) => `${part}${words[index] ?? ''}`).join('');
}

// Single quotes only: dash does not know $'…'.
function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

function partsOf(value: Word): readonly Part[] {
  if (value instanceof Script) return value.parts;
  if (value instanceof Secret) return [value];
  if (typeof value === 'string') return [quote(value)];
  if (typeof value === 'number') return [String(value)];
  return value.flatMap((item, index) => (index === 0 ? partsOf(item) : [' ', ...partsOf(item)]));
}
