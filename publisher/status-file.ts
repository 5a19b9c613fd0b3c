import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { Status } from './status.ts';

/** Written beside and renamed: who reads it never sees half of it. */
export function writeStatus(path: string, status: string): void {
  writeFileSync(`${path}.part`, `${status}\n`, { mode: 0o644 });
  renameSync(`${path}.part`, path);
}

/** What the publisher before this one said, when it can be read: since when things are as they are. */
export function readStatus(path: string): Pick<Status, 'services'> {
  try {
    const { version, services } = JSON.parse(readFileSync(path, 'utf8')) as Status;
    return version === 1 && Array.isArray(services) ? { services } : { services: [] };
  } catch {
    return { services: [] };
  }
}
