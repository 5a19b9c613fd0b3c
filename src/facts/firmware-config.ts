import { type FileThere, filesFact } from './file.ts';

/** A file that is there from a change of overlays in config.txt until the next boot, which empties /run. */
export const changedOverlays = '/run/microcloud/overlays-changed';

/** The texts beside config.txt, one of which may be the kernel's command line. */
export const firmwareTexts = filesFact('texts of the firmware', [
  '/boot/firmware/*.txt',
  '/boot/firmware/*/cmdline*.txt',
  '/boot/*.txt',
]);

/**
 * Lists the names that config.txt gives the file of the kernel's command line (`cmdline=`), in the order of the lines.
 * A section ([pi5], [tryboot], a serial number …) may keep a line from this board, and no program on the board can tell
 * for sure.
 */
export function commandLineNames(texts: readonly FileThere[], folder: string): readonly string[] {
  const contentOf = (name: string) => texts.find(({ path }) => path === `${folder}/${name}`)?.content ?? '';
  const linesOf = (name: string) =>
    contentOf(name)
      .split('\n')
      .map((line) => line.trim());
  const all = linesOf('config.txt').flatMap((line) => {
    const [, included] = /^include\s+(\S+)/.exec(line) ?? [];
    return included ? linesOf(included) : [line];
  });
  return all.flatMap((line) => /^cmdline\s*=\s*(\S+)/.exec(line)?.[1] ?? []);
}
