/** Makes the lines that mark a block of ours. Several blocks of one file have names of their own. */
function markers(name: string): { readonly begin: string; readonly end: string } {
  return { begin: `# BEGIN ${name}`, end: `# END ${name}` };
}

/**
 * Puts these lines between `# BEGIN name` and `# END name`: where the block is, else at the `place` that is given.
 * Without lines the block is removed. A marker that lost its partner, and a second block, are taken out.
 */
export function withBlock(
  text: string,
  lines: readonly string[],
  { name = 'microcloud', place = 'end' }: { readonly name?: string; readonly place?: 'start' | 'end' } = {},
): string {
  const { begin, end } = markers(name);
  const before = text === '' ? [] : text.replace(/\n$/, '').split('\n');
  const block = lines.length === 0 ? [] : [begin, ...lines, end];
  const others: string[] = [];
  let at: number | undefined;
  for (let index = 0; index < before.length; index++) {
    const line = before[index] ?? '';
    if (line === begin) {
      at ??= others.length;
      const close = before.indexOf(end, index);
      const next = before.indexOf(begin, index + 1);
      if (close > 0 && (next < 0 || close < next)) index = close;
    } else if (line !== end) others.push(line);
  }
  const result = others.toSpliced(at ?? (place === 'start' ? 0 : others.length), 0, ...block);
  return result.length === 0 ? '' : `${result.join('\n')}\n`;
}
