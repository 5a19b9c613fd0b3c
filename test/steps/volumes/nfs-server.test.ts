import { describe } from 'node:test';
import leave from '../../../src/steps/leave/stop/volumes-stop.ts';
import step from '../../../src/steps/volumes/nfs-server.ts';
import { fileAnswer, makeScope, planStep, unitAnswer } from '../../support/plan.ts';
import { itPlans } from '../../support/rows.ts';

const cluster = { addons: { nfs: { node: 'pi-2' } } };
const scope = makeScope({ cluster });
const absent = unitAnswer({ load: 'not-found', active: 'inactive', enablement: '', started: '' });
const [exports, settings] = ['/etc/exports.d/microcloud.exports', '/etc/nfs.conf.d/microcloud.conf'] as const;
const path = '/var/lib/microcloud-nfs';
const empty = { exportsFile: '', settingsFile: '', unit: absent, given: 'folder \n' };
const written = new Map(
  planStep(step, empty, scope).flatMap((one) => (one.kind === 'change' ? [[one.about, one.after ?? ''] as const] : [])),
);
const clients = ['192.168.0.201', '192.168.0.202', '192.168.0.203'];
const givenTo = (some: readonly string[]) => `folder 711 root\n${some.map((client) => `client ${client}\n`).join('')}`;
const there = {
  exportsFile: fileAnswer(written.get(exports) ?? ''),
  settingsFile: fileAnswer(written.get(settings) ?? ''),
  unit: unitAnswer(),
  given: givenTo(clients),
};
const exportfs = ':';

describe('the node that keeps the folder of volumes', () => {
  itPlans(step, there, {
    'gives it to all nodes and to nobody else': { scope, finds: [], once: 'its etab is no part of the row' },
    'gets it, and says what it costs': {
      when: empty,
      scope,
      finds: [
        `change: Make ${path}, where volumes for all nodes are (about 25 MiB of memory on pi-2)`,
        `change: Write ${settings}`,
        `change: Write ${exports}, so that ${clients.join(', ')} have it`,
        'change: Enable nfs-server.service',
        'change: Start nfs-server.service',
      ],
      leaves: {
        [exports]:
          /^# Written by microcloud.*\n\/var\/lib\/microcloud-nfs 192\.168\.0\.201\(rw,sync,secure,root_squash,subtree_check\)\n/,
      },
      once: 'its etab is no part of the row',
    },
    'takes it from a node that has left, at once': {
      when: { given: givenTo([...clients, '192.168.0.204']) },
      scope,
      finds: [`change: Give ${path} to ${clients.join(', ')}, and to nobody else`],
      once: 'its etab is no part of the row',
      node: { programs: { exportfs } },
      calls: ['exportfs -ra'],
    },
    'gives it out anew where nodes could have more of the disk than the folder': {
      when: {
        exportsFile: fileAnswer((written.get(exports) ?? '').replaceAll(',subtree_check', ',no_subtree_check')),
        given: givenTo(clients.map((client) => `${client} beyond`)),
      },
      scope,
      finds: [
        `change: Change ${exports}, so that ${clients.join(', ')} have it`,
        `change: Give ${path} to ${clients.join(', ')}, and to nobody else`,
      ],
      once: 'its etab is no part of the row',
      node: { programs: { exportfs } },
      calls: ['exportfs -ra'],
    },
    'gives it out again where somebody took that back': {
      when: { given: givenTo([]) },
      scope,
      finds: [`change: Give ${path} to ${clients.join(', ')}, and to nobody else`],
      once: 'its etab is no part of the row',
      // As the real one, which fails without Debian's own file.
      node: { programs: { exportfs: '[ -e /etc/exports ]' } },
      leaves: { '/etc/exports': '' },
      calls: ['exportfs -ra'],
    },
    'starts a server that does not run': {
      when: { unit: unitAnswer({ active: 'inactive', started: '' }), given: 'folder 711 root\n' },
      scope,
      finds: ['change: Start nfs-server.service'],
      once: 'its etab is no part of the row',
    },
    'closes a folder that everybody may list': {
      when: { given: givenTo(clients).replace('711', '755') },
      scope,
      finds: [`change: Make ${path}, where volumes for all nodes are (about 25 MiB of memory on pi-2)`],
      once: 'its mode is no part of the row',
    },
    'stops giving it out when the inventory has no nfs, and keeps the volumes': {
      finds: [`change: Stop giving ${path} to other nodes: volumes stay there`],
      leaves: { [exports]: undefined, [settings]: undefined },
      node: { files: { [settings]: 'x' }, programs: { exportfs } },
      calls: ['exportfs -ra', 'systemctl disable --now nfs-server.service'],
    },
    'goes on for folders of somebody else': {
      finds: [`change: Stop giving ${path} to other nodes: volumes stay there`],
      leaves: { [exports]: undefined, [settings]: undefined },
      node: {
        files: { [settings]: 'x', '/var/lib/nfs/etab': '/srv/films\t192.168.0.0/24(ro)\n' },
        programs: { exportfs },
      },
      calls: ['exportfs -ra'],
    },
    'is no other node': { when: empty, scope: makeScope({ at: 'pi-3', cluster }), finds: [] },
  });
});

describe('leaving a cluster with volumes for all nodes', () => {
  const mount = fileAnswer('');
  itPlans(
    leave,
    { ...empty, mountFile: '', automountFile: '', mount: absent, automount: absent },
    {
      'is nothing where there are none': { finds: [] },
      'takes the folder away from the node, and stops giving it out': {
        when: { ...there, mountFile: mount, automountFile: mount },
        scope,
        finds: [
          'change: Unmount /mnt/microcloud, where volumes for all nodes were',
          `change: Stop giving ${path} to other nodes: volumes stay there`,
        ],
        leaves: { [exports]: undefined, '/etc/systemd/system/mnt-microcloud.automount': undefined },
        once: 'its etab is no part of the row',
      },
    },
  );
});
