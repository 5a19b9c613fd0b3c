/**
 * Indents TOML of one value a line as containerd writes it: a table by how deep it is, and its values below it.
 */
export function indented(toml: string): string {
  let depth = 0;
  return toml
    .split('\n')
    .map((line) => {
      const [, path] = /^\[+(.*?)\]+$/.exec(line) ?? [];
      if (path !== undefined) depth = path.match(/"(?:[^"\\]|\\.)*"|'[^']*'|[\w-]+/g)?.length ?? 1;
      const steps = path === undefined ? depth : depth - 1;
      return line === '' ? '' : `${'  '.repeat(steps)}${line}`;
    })
    .join('\n');
}
