import { isAlias, isMap, isScalar, isSeq, type Node as YamlNode } from 'yaml';

/** Returns where a part of a document starts in its text. */
export function startOf(node: unknown): number {
  return (node as YamlNode).range?.[0] ?? 0;
}

/**
 * Returns where a part of a document ends. The range of a block includes the comments after it, so the end of its last
 * value is used.
 */
export function endOf(node: unknown): number {
  const own = (node as YamlNode).range?.[1] ?? 0;
  if (isScalar(node) || isAlias(node)) return own;
  if (isMap(node) && !node.flow) return endOf(node.items.at(-1)?.value ?? node.items.at(-1)?.key);
  if (isSeq(node) && !node.flow) return endOf(node.items.at(-1));
  return own;
}

/**
 * Returns the place after comments that are indented deeper than the list's dashes: they still belong to the entry
 * before them.
 */
export function afterComments(text: string, end: number, column: number): number {
  const lineEnd = (from: number) => {
    const newline = text.indexOf('\n', from);
    return newline < 0 ? text.length : newline + 1;
  };
  let at = text[end - 1] === '\n' ? end : lineEnd(end);
  while (new RegExp(`^ {${column + 1},}#`).test(text.slice(at, lineEnd(at)))) at = lineEnd(at);
  return at;
}
