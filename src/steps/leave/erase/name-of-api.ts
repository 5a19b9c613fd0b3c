import { defineStep } from '../../../engine/model.ts';
import { fileFact } from '../../../facts/file.ts';
import { ensureFile } from '../../../resources/ensure-file.ts';
import { withApiLine } from '../../entrance/api-block.ts';

export default defineStep({
  id: 'leave.state',
  title: 'the name of the API in /etc/hosts',
  needs: () => ({ hosts: fileFact('/etc/hosts') }),
  *plan({ facts: { hosts } }) {
    if (!hosts.exists) return;
    const content = withApiLine(hosts.content, undefined);
    if (content !== hosts.content) yield* ensureFile(hosts, { content, why: 'without the name of the API' });
  },
});
