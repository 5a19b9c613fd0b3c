import { defineStep } from '../../engine/model.ts';
import { type FileState, fileFact } from '../../facts/file.ts';
import { ensureFile } from '../../resources/ensure-file.ts';
import { caFile } from './registry-endpoints.ts';

export default defineStep({
  id: 'cri.registries',
  title: 'Certificates of registries',
  needs: ({ cluster: { registries } }) =>
    Object.fromEntries(Object.keys(registries.ca ?? {}).map((host) => [host, fileFact(caFile(host))])),
  *plan({ cluster: { registries }, facts }) {
    const states: Readonly<Record<string, FileState>> = facts;
    for (const [host, content] of Object.entries(registries.ca ?? {})) {
      const state = states[host];
      if (state) yield* ensureFile(state, { content: `${content.trim()}\n`, why: `so that ${host} is trusted` });
    }
  },
});
