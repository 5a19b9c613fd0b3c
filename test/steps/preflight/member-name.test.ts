import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe } from 'node:test';
import step from '../../../src/steps/preflight/member-name.ts';
import { itPlans } from '../../support/rows.ts';

const folder = mkdtempSync(join(tmpdir(), 'microcloud-'));

/** The certificate of a node, as the API makes it. */
function certificateOf(subject: string): string {
  const file = join(folder, 'certificate');
  const options = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', join(folder, 'key')];
  execFileSync('openssl', ['req', '-x509', ...options, '-out', file, '-days', '9', '-subj', subject], {
    stdio: 'ignore',
  });
  return readFileSync(file, 'utf8');
}

describe('the name of a member', () => {
  itPlans(
    step,
    { memberName: certificateOf('/O=system:nodes/CN=system:node:pi-2') },
    {
      'is that of the inventory': { finds: [] },
      'is none before it joins': { when: { memberName: '' }, finds: [] },
      'cannot change while it is a member': {
        when: { memberName: certificateOf('/O=system:nodes/CN=system:node:kiosk') },
        finds: ['problem: its cluster knows it as kiosk, and the inventory calls it pi-2: a member keeps its name'],
      },
      "is not told by somebody else's certificate": { when: { memberName: certificateOf('/CN=admin') }, finds: [] },
    },
  );
});
