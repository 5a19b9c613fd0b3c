import type { FileState } from './file.ts';

/** The fields of /etc/os-release, without their quotes; none where there is no such file. */
export function releaseIn(file: FileState): Readonly<Record<string, string>> {
  const pairs = file.exists ? [...file.content.matchAll(/^(\w+)="?(.*?)"?$/gm)] : [];
  return Object.fromEntries(pairs.map(([, key, value]) => [key, value]));
}
