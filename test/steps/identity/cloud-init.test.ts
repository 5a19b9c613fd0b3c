import { describe } from 'node:test';
import step from '../../../src/steps/identity/cloud-init.ts';
import { filesAnswer } from '../../support/network.ts';
import { fileAnswer, planStep } from '../../support/plan.ts';
import { itPlans } from '../../support/rows.ts';

const main = '/etc/cloud/cloud.cfg';
const path = '/etc/cloud/cloud.cfg.d/99-microcloud.cfg';
/** As Debian has it, shortened. */
const debian = `users:
   - default
cloud_init_modules:
 - seed_random
 - write-files
 - set_hostname
 - update_hostname
 - update_etc_hosts
 - [ssh, always]
cloud_config_modules:
 - keyboard
`;

const settings = (more: Readonly<Record<string, string | Buffer>> = {}) => filesAnswer({ [main]: debian, ...more });
const fresh = { settings: settings(), dropIn: '' };
const [written] = planStep(step, fresh);
const after = written && 'after' in written ? (written.after ?? '') : '';

const writes = `change: Write ${path}, so that the host name and /etc/hosts stay at every boot`;
const leaves = (text: RegExp | string) => ({ leaves: { [path]: text }, finds: [writes] });
const lists = (modules: string) => `preserve_hostname: true\nmanage_etc_hosts: false\n${modules}`;
const without = 'cloud_init_modules:\n  - seed_random\n  - write-files\n  - - ssh\n    - always\n';
const ends = (text: string) => new RegExp(`${text.replace(/[[\]]/g, '\\$&')}$`);

describe('cloud-init', () => {
  itPlans(step, fresh, {
    'is told to leave name and hosts alone, whatever user-data says': leaves(ends(lists(without))),
    'is told once': { when: { settings: settings({ [path]: after }), dropIn: fileAnswer(after) }, finds: [] },
    'is told anew where the system has other modules by now': {
      when: {
        settings: filesAnswer({ [main]: debian.replace(' - seed_random\n', ''), [path]: after }),
        dropIn: fileAnswer(after),
      },
      finds: [writes.replace('Write', 'Change')],
    },
    'is told where names have dashes, and say how often': {
      when: {
        settings: filesAnswer({ [main]: 'cloud_init_modules: [[update-etc-hosts, always], update-hostname]\n' }),
      },
      ...leaves(ends(lists('cloud_init_modules: []\n'))),
    },
    'is told by the strongest list that others have written': {
      when: {
        settings: settings({
          '/etc/cloud/cloud.cfg.d/05_own.cfg': 'cloud_init_modules: [a, update_etc_hosts]\n',
          '/etc/cloud/cloud.cfg.d/10_own.cfg': 'cloud_init_modules: [b, update_etc_hosts]\n',
        }),
      },
      ...leaves(ends(lists('cloud_init_modules:\n  - b\n'))),
    },
    'is told what its settings say where it has no such modules': {
      when: { settings: filesAnswer({ [main]: 'cloud_init_modules: [ssh]\n' }) },
      ...leaves(ends(lists(''))),
    },
    'is told by the last of two lists in one file': {
      when: {
        settings: settings({
          '/etc/cloud/cloud.cfg.d/05_own.cfg': 'cloud_init_modules: [a]\ncloud_init_modules: [b, update_etc_hosts]\n',
        }),
      },
      ...leaves(ends(lists('cloud_init_modules:\n  - b\n'))),
    },
    'is left to a person where a list of others would win': {
      when: { settings: settings({ '/etc/cloud/cloud.cfg.d/99_own.cfg': 'cloud_init_modules: [update_etc_hosts]\n' }) },
      finds: [
        `problem: /etc/cloud/cloud.cfg.d/99_own.cfg sets cloud_init_modules, and its name comes after ${path}: cloud-init would write the host name or /etc/hosts at boot.`,
      ],
    },
    'is told although it cannot read one file, which is named with its line': {
      when: {
        settings: settings({ '/etc/cloud/cloud.cfg.d/10_own.cfg': Buffer.from('# K\xfcche\na: [b\n', 'latin1') }),
      },
      finds: [
        'note: /etc/cloud/cloud.cfg.d/10_own.cfg is no YAML: cloud-init passes over it because of line 3.',
        writes,
      ],
    },
    'is told although a file has an alias without an anchor': {
      when: { settings: settings({ '/etc/cloud/cloud.cfg.d/10_own.cfg': 'a: *b\n' }) },
      finds: [
        'note: /etc/cloud/cloud.cfg.d/10_own.cfg is no YAML: cloud-init passes over it because of line 1.',
        writes,
      ],
    },
    'is not told where it is not installed': { when: { settings: '' }, finds: [] },
  });
});
