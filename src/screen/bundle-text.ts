import type { CheckedBundle, MadeBundle } from '../tasks/bundle.ts';
import { sizeText, typed } from './phrases.ts';

/** What a new bundle has, and what to do with it. */
export function bundleText({ directory, artifacts, bytes }: MadeBundle): string {
  return [
    `${directory} has ${artifacts.length} artifacts, ${sizeText(bytes)}.`,
    'To use it, write in the inventory:',
    '',
    'artifacts:',
    `  bundle: ${directory}`,
  ].join('\n');
}

/** How a bundle was found, damage first. */
export function verdictText(verdict: CheckedBundle, inventory: string): string {
  const { directory, files, bytes, damaged, missing, archs, ok } = verdict;
  const found = `${files} files, ${sizeText(bytes)}`;
  if (ok) return `${directory} is complete for ${archs.join(', ')} and undamaged (${found}).`;
  return [
    `${directory} can't be used as it is (${found}).`,
    ...damaged.map(({ file, reason }) => `  damaged: ${file}: ${reason}`),
    ...missing.map((sentence) => `  missing: ${sentence}`),
    `Try, on a machine with internet: ${typed(`bundle create ${directory} --arch ${archs.join(',')}`, inventory)}`,
  ].join('\n');
}
