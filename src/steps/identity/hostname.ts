import { defineStep } from '../../engine/model.ts';
import { fileFact } from '../../facts/file.ts';
import { procFact } from '../../facts/proc.ts';
import { unitFact } from '../../facts/unit.ts';
import { ensureFile } from '../../resources/ensure-file.ts';
import { ensureRunning } from '../../resources/ensure-unit.ts';
import { sh } from '../../shell/sh.ts';

export default defineStep({
  id: 'id.hostname',
  title: 'Host name',
  on: 'machines',
  needs: () => ({
    file: fileFact('/etc/hostname'),
    running: procFact('/proc/sys/kernel/hostname'),
    avahi: unitFact('avahi-daemon.service'),
  }),
  *plan({ node, facts }) {
    yield* ensureFile(facts.file, { content: `${node.name}\n` });
    if (facts.running !== node.name) {
      yield {
        kind: 'change',
        summary: `Rename the running system to ${node.name}`,
        before: facts.running ?? '',
        after: node.name,
        script: sh`hostname ${node.name}`,
      };
    }
    // Avahi announces NAME.local with the name that it read at its start. Its unit file is Debian's: what changes there is
    // no reason to restart Avahi.
    if (facts.avahi.active) yield* ensureRunning({ ...facts.avahi, needsReload: false }, [facts.file]);
  },
});
