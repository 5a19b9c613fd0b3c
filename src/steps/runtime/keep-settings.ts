import { parse, stringify, TomlError } from 'smol-toml';
import { isPackaged, longNames, shown, withDefaultRuntime, withDriver, withoutRivals } from './containerd-rivals.ts';
import { leaves, merge, type Table } from './containerd-tables.ts';
import { indented } from './indented-toml.ts';

/** What happens to a configuration of containerd that microcloud did not write. */
export type Kept =
  /** It says only what microcloud says itself, or what a package brings. */
  | { readonly kind: 'nothing' }
  /** It is not TOML: containerd does not start with it. `line` is the first line with a fault. */
  | { readonly kind: 'broken'; readonly line: number }
  | {
      readonly kind: 'kept';
      /** Its settings with ours in them; the same text where ours are in it already. */
      readonly content: string;
      /** Settings that cannot stay beside ours, by their names. */
      readonly lost: readonly string[];
    };

/** Our settings in the formats that this containerd reads, by their version. The last one is the containerd's own. */
export type Formats = readonly (readonly [version: number, text: string])[];

/** Merges our settings into those of others. No message shows values of theirs: they may be secrets. */
export function keep(theirs: string, formats: Formats): Kept {
  const data = parsed(theirs);
  if (typeof data === 'number') return { kind: 'broken', line: data };
  const version = Number(data.version ?? 1);
  const newest = formats.at(-1) ?? [2, ''];
  const [, ours] = formats.find(([format]) => format >= version) ?? newest;
  // This containerd does not read format 3, so all settings there are lost.
  if (version > 2 && newest[0] < 3) return { kind: 'kept', content: ours, lost: leaves(data).map(shown) };
  const before = stringify(data, options);
  const wanted = parsed(ours) as Table;
  const named = longNames(data);
  const cut = withoutRivals(named.table, wanted);
  const rest = leaves(cut.table).filter((leaf) => !isPackaged(leaf));
  if (rest.length + named.lost.length + cut.lost.length === 0) return { kind: 'nothing' };
  const whole = { ...merge(cut.table, wanted), ...(version > 2 ? { version: data.version } : {}) };
  const merged = withDefaultRuntime(withDriver(whole, wanted));
  const after = stringify(merged.table, options);
  const text = /^[ \t]+\S/m.test(theirs) ? indented(after) : after;
  return {
    kind: 'kept',
    content: after === before ? theirs : `${heading}\n${text}`,
    lost: [...named.lost, ...cut.lost, ...merged.lost],
  };
}

const heading = '# microcloud changed settings in this file and kept the others. The old one is beside it (.bak).';
// Without this option 1.0 would become 1, which is another type for containerd.
const options = { numbersAsFloat: true };

/** Reads the settings, or the number of the line where the text is not TOML. */
function parsed(text: string): Table | number {
  try {
    return parse(text, { integersAsBigInt: true }) as Table;
  } catch (error) {
    if (error instanceof TomlError) return error.line;
    throw error;
  }
}
