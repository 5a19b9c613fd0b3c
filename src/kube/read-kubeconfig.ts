import { type Document, isMap, isScalar, isSeq, LineCounter, type YAMLMap } from 'yaml';
import { UserError } from '../errors.ts';
import { parseForeignYaml } from '../foreign-yaml.ts';
import { asUtf8, decodeText, utf16Mistake } from '../inventory/decode-text.ts';
import { yamlSentence } from '../inventory/yaml-errors.ts';
import { type Entries, lists } from './admin-access.ts';

/** Reads the bytes of a kubeconfig. @throws UserError where they are no UTF-8: kubectl does not read others, either */
export function decodeKubeconfig(bytes: Uint8Array, file: string): string {
  const decoded = decodeText(bytes);
  if ('text' in decoded) return decoded.text;
  const { line, column, mistake } = decoded;
  const cure = mistake === utf16Mistake ? asUtf8(file) : `save ${file} as UTF-8`;
  throw new UserError(`${file}:${line}:${column}: ${mistake}`, {
    hints: [cure, 'microcloud kubeconfig --output FILE'],
    exitCode: 2,
  });
}

/**
 * Reads a kubeconfig for editing. Lists that it lacks are added, empty.
 * @throws UserError with line and column where the text is no kubeconfig. The text is not quoted, as it may hold keys.
 */
export function readKubeconfig(text: string, file: string): Document {
  const lineCounter = new LineCounter();
  const document = parseForeignYaml(text, { lineCounter, prettyErrors: false, compat: 'yaml-1.1' });
  const refuse = (offset: number, sentence: string) => {
    const { line, col } = lineCounter.linePos(offset);
    const hints = [`correct ${file}, or: microcloud kubeconfig --output FILE`];
    return new UserError(`${file}:${line}:${col}: ${sentence}`, { hints, exitCode: 2 });
  };
  const [error] = document.errors;
  if (error) {
    const [offset] = error.pos;
    const start = text.lastIndexOf('\n', offset - 1) + 1;
    throw refuse(offset, yamlSentence(error, text.slice(start).split('\n', 1).join('')));
  }
  // A file with nothing but comments: they stay.
  if (document.contents === null) document.contents = document.createNode({ apiVersion: 'v1', kind: 'Config' });
  const { contents } = document;
  if (!isMap(contents)) throw refuse(contents.range?.[0] ?? 0, 'this is not a kubeconfig');
  const kind: unknown = contents.get('kind');
  if (kind !== undefined && kind !== 'Config') throw refuse(0, 'this is not a kubeconfig: its kind is not Config');
  for (const list of lists) {
    const node = contents.get(list, true) as unknown;
    if (isSeq(node)) {
      if (node.items.length === 0) node.flow = false;
    } else if (node === undefined || (isScalar(node) && node.value === null)) {
      contents.set(list, document.createNode([]));
    } else {
      throw refuse((isScalar(node) || isMap(node) ? node.range?.[0] : undefined) ?? 0, `${list} must be a list`);
    }
  }
  return document;
}

/** Finds the entry of a list with this name. */
export function entryOf(document: Document, list: keyof Entries, name: string): YAMLMap | undefined {
  const items = document.get(list);
  return isSeq(items) ? items.items.filter(isMap).find((item) => item.get('name') === name) : undefined;
}

/** Puts an entry in the place of the entry with its name, or at the end of the list. */
export function putEntry(document: Document, list: keyof Entries, entry: Entries[keyof Entries]): void {
  const items = document.get(list);
  if (!isSeq(items)) return;
  const at = items.items.findIndex((item) => isMap(item) && item.get('name') === entry.name);
  const node = document.createNode(entry);
  if (at < 0) items.add(node);
  else items.set(at, node);
}
