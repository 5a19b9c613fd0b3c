import { defineStep } from '../../engine/model.ts';
import { contentOf, fileFact } from '../../facts/file.ts';
import { changedOverlays, firmwareTexts } from '../../facts/firmware-config.ts';
import { withBlock } from '../../resources/block.ts';
import { changeBootFile } from '../../resources/boot-file.ts';
import { writeFile } from '../../resources/ensure-file.ts';
import { lines, sh } from '../../shell/sh.ts';

const block = { name: 'microcloud overlays' };
const why = 'so that the kernel knows what is wired to the board, after the reboot that follows';

export default defineStep({
  id: 'boot.overlays',
  title: 'What is wired to the board',
  needs: () => ({
    texts: firmwareTexts,
    // Debian's own images, not Raspberry Pi OS, write config.txt anew at each update of the kernel.
    generator: fileFact('/etc/kernel/postinst.d/z50-raspi-firmware'),
    custom: fileFact('/etc/default/raspi-firmware-custom'),
  }),
  *plan({ node: { overlays }, facts: { texts, generator, custom } }) {
    const [file] = ['/boot/firmware', '/boot'].flatMap(
      (folder) => texts.find(({ path, content }) => path === `${folder}/config.txt` && !isElsewhere(content)) ?? [],
    );
    if (!file) {
      if (overlays.length > 0) yield noConfig(overlays);
      return;
    }
    const isGenerated = generator.exists && generator.content.includes(custom.path);
    const current = isGenerated ? custom : file;
    const { path } = current;
    const before = contentOf(current);
    const after = withOverlays(before, overlays);
    if (after === before) return;
    const change = isGenerated
      ? {
          ...{ kind: 'change' as const, about: path, summary: `Change ${path}, ${why}`, before, after },
          script: lines([writeFile(path, after), sh`update-initramfs -u`]),
        }
      : changeBootFile(file, after, why);
    const note = sh`mkdir -p ${changedOverlays.slice(0, changedOverlays.lastIndexOf('/'))} && touch ${changedOverlays}`;
    yield { ...change, script: lines([note, change.script]), rebootFollows: true };
  },
});

// The note that Raspberry Pi OS leaves in /boot since bookworm: "The file you are looking for has moved".
function isElsewhere(content: string): boolean {
  return content.includes('has moved to');
}

/**
 * Writes these overlays into a block of our own, in the section of all boards. A line that a person wrote counts, too,
 * and is not written again.
 */
function withOverlays(text: string, overlays: readonly string[]): string {
  const others = withBlock(text, [], block)
    .split('\n')
    .map((line) => line.trim());
  const missing = overlays.map((overlay) => `dtoverlay=${overlay}`).filter((line) => !others.includes(line));
  return withBlock(text, missing.length === 0 ? [] : ['[all]', ...missing], block);
}

function noConfig(overlays: readonly string[]) {
  return {
    kind: 'problem' as const,
    summary: `there is no config.txt in /boot/firmware or /boot, where ${overlays.join(' and ')} could be written`,
    hint: 'Take overlays out of the inventory: this board has no firmware of a Raspberry Pi',
  };
}
