import { count } from '../counted.ts';
import type { CheckedBundle, MadeBundle } from '../tasks/bundle.ts';
import { visibleLine } from '../visible-text.ts';
import { sizeText, typed } from './phrases.ts';

/** Says what a new bundle has, and how to use it. */
export function bundleText({ directory, artifacts, bytes, sums }: MadeBundle): string {
  return [
    `${directory} has ${count(artifacts.length, 'artifact')}, ${sizeText(bytes)}.`,
    'To use it, write in the inventory:',
    '',
    'artifacts:',
    `  bundle: ${directory}`,
    `  sums: ${sums}`,
  ].join('\n');
}

/** Says what a check of a bundle found, damage first. */
export function verdictText(verdict: CheckedBundle, inventory: string): string {
  const { directory, files, bytes, damaged, missing, archs, ok } = verdict;
  const found = `${count(files, 'file')}, ${sizeText(bytes)}`;
  if (ok) {
    return [`${directory} is complete for ${archs.join(', ')} and undamaged (${found}).`, ...wordLines(verdict)].join(
      '\n',
    );
  }
  return [
    `${directory} can't be used as it is (${found}).`,
    // The names of files come from the bundle's maker: they may have control characters.
    ...damaged.map(({ file, reason }) => `  ${visibleLine(`damaged: ${file}: ${reason}`)}`),
    ...missing.map((sentence) => `  ${visibleLine(`missing: ${sentence}`)}`),
    `Try, on a machine with internet: ${typed(`bundle create ${directory} --arch ${archs.join(',')}`, inventory)}`,
  ].join('\n');
}

/** Says for how many artifacts which source vouches: microcloud, the inventory, the publishers, or only the bundle. */
function wordLines({ words: { microcloud, inventory, list, bundle }, sums }: CheckedBundle): readonly string[] {
  const counted = ({ length }: readonly string[]) => count(length, 'artifact');
  return [
    ...(microcloud.length > 0 ? [`${counted(microcloud)}: as microcloud itself knows them.`] : []),
    ...(inventory.length > 0 ? [`${counted(inventory)}: as artifacts.sums of the inventory says.`] : []),
    ...(list.length > 0
      ? [
          `${counted(list)}: as their publishers said when this bundle was made, if its SHA256SUMS is the one that was made then. "bundle create" printed its sum. It is ${sums}`,
        ]
      : []),
    ...(bundle.length > 0
      ? [
          `${counted(bundle)}: nobody says so but the bundle itself: ${bundle.slice(0, 5).join(', ')}${bundle.length > 5 ? ' …' : ''}`,
        ]
      : []),
  ];
}
