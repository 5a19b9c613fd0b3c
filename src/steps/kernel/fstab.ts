/** /etc/fstab with its swap lines as comments, so that a person can see and restore what was there. */
export function withoutSwap(fstab: string): string {
  return fstab
    .split('\n')
    .map((line) => (isSwap(line) ? `# no swap (microcloud): ${line}` : line))
    .join('\n');
}

export function hasSwap(fstab: string): boolean {
  return fstab.split('\n').some(isSwap);
}

function isSwap(line: string): boolean {
  const [device, , type] = line.trim().split(/\s+/);
  return type === 'swap' && !device?.startsWith('#');
}
