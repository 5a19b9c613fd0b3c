import { execFileSync } from 'node:child_process';
import { card } from './image.ts';

/** mtools' name of the firmware partition of a card. */
const partition = (disk: string) => ['-i', `${disk}@@${card.firmwareAt}`];

/** Reads a file of a card's firmware partition, from outside as a board's firmware does. */
export function readFirmwareFile(disk: string, name: string): string | undefined {
  try {
    return execFileSync('mcopy', [...partition(disk), `::${name}`, '-'], { encoding: 'utf8', stdio: 'pipe' });
  } catch {
    return undefined;
  }
}

/** Writes files onto a card's firmware partition, as Imager does, or a person with a card reader. */
export function writeFirmwareFiles(disk: string, files: Readonly<Record<string, string>>): void {
  for (const [name, input] of Object.entries(files)) {
    const folder = name.split('/').slice(0, -1).join('/');
    if (folder) execFileSync('mmd', ['-D', 's', ...partition(disk), `::${folder}`], { stdio: 'ignore' });
    execFileSync('mcopy', ['-o', ...partition(disk), '-', `::${name}`], { input });
  }
}
