import { defineStep } from '../../engine/model.ts';
import { fileFact } from '../../facts/file.ts';
import { changeBootFile } from '../../resources/boot-file.ts';
import { ensureFile } from '../../resources/ensure-file.ts';

const content = `# Written by microcloud: the host name and /etc/hosts stay as they are.
preserve_hostname: true
manage_etc_hosts: false
`;

export default defineStep({
  id: 'id.cloud_init',
  title: 'cloud-init leaves the host name and /etc/hosts alone',
  needs: () => ({
    settings: fileFact('/etc/cloud/cloud.cfg'),
    dropIn: fileFact('/etc/cloud/cloud.cfg.d/99-microcloud.cfg'),
    firmwareSeed: fileFact('/boot/firmware/user-data'),
    bootSeed: fileFact('/boot/user-data'),
  }),
  *plan({ facts }) {
    if (!facts.settings.exists) return;
    yield* ensureFile(facts.dropIn, { content, why: 'so that the host name stays' });
    for (const seed of [facts.firmwareSeed, facts.bootSeed]) {
      if (!seed.exists) continue;
      const unmanaged = withoutManagedHosts(seed.content);
      if (unmanaged === seed.content) continue;
      yield changeBootFile(seed, unmanaged, 'so that /etc/hosts is not rewritten at every boot');
    }
  },
});

/**
 * Switches `manage_etc_hosts` off in user data. Raspberry Pi Imager switches it on there, cloud-init reads user data
 * again at every boot, and user data is stronger than the drop-in. The other lines have done their work at the first
 * boot.
 */
export function withoutManagedHosts(userData: string): string {
  if (!userData.startsWith('#cloud-config')) return userData;
  return userData.replace(/^(manage_etc_hosts:[ \t]*)["']?(?!["']?(?:false|no|off)\b)\w+["']?/gim, '$1false');
}
