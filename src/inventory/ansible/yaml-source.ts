import { type Document, isAlias, isScalar, isSeq, LineCounter, type Node, parseDocument, YAMLMap } from 'yaml';
import { UserError } from '../../errors.ts';
import { yamlSentence } from '../yaml-errors.ts';
import { isTooDeep } from '../yaml-text.ts';
import { type Vars, vaulted } from './ansible-inventory.ts';
import { aliasTargets, readLimit } from './yaml-aliases.ts';

const tags = [
  { tag: '!vault', resolve: () => vaulted },
  { tag: '!vault-encrypted', resolve: () => vaulted },
  { tag: '!unsafe', resolve: (text: string) => text },
];

export interface Entry {
  readonly key: string;
  readonly value: Node | null;
  /** `hosts.yml:12` */
  readonly place: string;
}

/** A YAML file as Ansible reads it: YAML 1.1, in which `yes` is true, 0022 is octal, and << merges. */
export class YamlSource {
  readonly root: Node | null;
  /** What is not read exactly as it is written, with file and line. */
  readonly notes: string[] = [];
  readonly #document: Document;
  readonly #lines = new LineCounter();
  readonly #file: string;
  readonly #text: string;
  readonly #targets: ReturnType<typeof aliasTargets>;
  readonly #count: (more: number) => void;

  /** @throws UserError with line and column where the text is no YAML. The text is not quoted: it may hold secrets. */
  constructor(text: string, file: string) {
    const hints = [`correct ${file}, then the same command again`];
    if (isTooDeep(text))
      throw new UserError(`${file} is nested too deep: brackets { } and [ ] are not closed.`, { hints, exitCode: 2 });
    const options = { customTags: tags, version: '1.1', merge: true, uniqueKeys: false } as const;
    const document = parseDocument(text, {
      ...options,
      lineCounter: this.#lines,
      prettyErrors: false,
      logLevel: 'error',
    });
    const [error] = document.errors;
    if (error) {
      const { line, col } = this.#lines.linePos(error.pos[0]);
      const sentence = yamlSentence(error, text.split('\n')[line - 1] ?? '');
      throw new UserError(`${file}:${line}:${col}: ${sentence}`, { hints, exitCode: 2 });
    }
    this.#document = document;
    this.#file = file;
    this.#text = text;
    this.#targets = aliasTargets(document);
    this.#count = readLimit(file);
    this.root = document.contents;
    for (const warning of document.warnings)
      this.notes.push(
        `${this.#placeAt(warning.pos[0])}: this tag (!…) is not known here, and its value is taken as text`,
      );
  }

  /** Lists the pairs of a mapping, with those that << merges into it; undefined where the node is no mapping. */
  entries(node: Node | null, depth = 0): readonly Entry[] | undefined {
    const map = this.#resolved(node);
    if (!(map instanceof YAMLMap) || depth > 20) return undefined;
    this.#count(map.items.length);
    const own = new Map<string, Entry>();
    const merged: Entry[] = [];
    for (const pair of map.items) {
      const key = pair.key as Node;
      const value = pair.value as Node | null;
      if (isMerge(key)) merged.push(...this.#merged(value, depth));
      else {
        const place = this.placeOf(key);
        const name = isScalar(key) ? (key.source ?? String(key.value)) : String(key);
        if (own.has(name)) this.notes.push(`${place}: this key is there twice in its group, and the last one counts`);
        own.set(name, { key: name, value, place });
      }
    }
    return [...new Map([...merged.map((entry) => [entry.key, entry] as const), ...own]).values()];
  }

  /** Lists the items of a list; undefined where the node is no list. */
  items(node: Node | null): readonly (Node | null)[] | undefined {
    const list = this.#resolved(node);
    if (!isSeq(list)) return undefined;
    this.#count(list.items.length);
    return list.items as (Node | null)[];
  }

  /** Returns the text of a single value; undefined for an empty value, a list or a mapping. */
  text(node: Node | null): string | undefined {
    const scalar = this.#resolved(node);
    return isScalar(scalar) && scalar.value !== null ? (scalar.source ?? String(scalar.value)) : undefined;
  }

  isEmpty(node: Node | null): boolean {
    const target = this.#resolved(node);
    return target === null || (isScalar(target) && target.value === null);
  }

  /** Turns the pairs of a mapping into variables. */
  vars(entries: readonly Entry[]): Vars {
    return new Map(entries.map(({ key, value, place }) => [key, { value: this.#plain(value), place }]));
  }

  /** The whole line at a place, with its comment. */
  lineAt(place: string): string {
    const line = Number(place.slice(place.lastIndexOf(':') + 1));
    const { lineStarts } = this.#lines;
    return this.#text.slice(lineStarts[line - 1], lineStarts[line]);
  }

  placeOf(node: Node | null): string {
    return this.#placeAt(node?.range?.[0] ?? 0);
  }

  #merged(value: Node | null, depth: number): readonly Entry[] {
    const sources = this.items(value) ?? [value];
    // Of several merged mappings the first wins.
    return sources.toReversed().flatMap((source) => this.entries(source, depth + 1) ?? []);
  }

  #resolved(node: Node | null): Node | null {
    return isAlias(node) ? (this.#targets.get(node) ?? null) : node;
  }

  #plain(node: Node | null): unknown {
    try {
      return node === null ? null : node.toJS(this.#document, { maxAliasCount: 100 });
    } catch {
      // An alias inside itself, or far too many aliases.
      return undefined;
    }
  }

  #placeAt(offset: number): string {
    return `${this.#file}:${this.#lines.linePos(offset).line}`;
  }
}

// With its option `merge` the parser makes a symbol of the key <<.
function isMerge(key: unknown): boolean {
  return isScalar(key) && (key.value === '<<' || (typeof key.value === 'symbol' && key.value.description === '<<'));
}
