import { describe } from 'node:test';
import { clusterKeys } from '../../../src/distributions/kubeadm-copy.ts';
import { Version } from '../../../src/distributions/version.ts';
import step from '../../../src/steps/copy/copy-before-upgrade.ts';
import { copyingKubectl } from '../../support/copies.ts';
import { fixture } from '../../support/fixture.ts';
import { k3sScope, programsAnswer } from '../../support/k3s.ts';
import { fileAnswer, makeScope } from '../../support/plan.ts';
import { itPlans } from '../../support/rows.ts';

const newer = { cluster: { version: Version.of('1.36.3') } };
const leader = makeScope({ at: 'pi-1', ...newer });
const copy = (version: string) =>
  `change: Keep a copy of the cluster as it is now, without what pods keep in volumes: /var/lib/microcloud/copies/before-v${version}.tar.gz`;

/** What a control plane has, and the copy that is made of it. */
const done = {
  node: {
    files: {
      '/var/lib/microcloud/copies/before-v1.35.4.tar.gz': '',
      '/etc/kubernetes/manifests/etcd.yaml': '    - --data-dir=/var/lib/etcd\n',
      '/var/lib/etcd/member/snap/db': 'live',
      ...Object.fromEntries(clusterKeys.map((name) => [`/etc/kubernetes/pki/${name}`, 'a key\n'])),
    },
    programs: { kubectl: copyingKubectl() },
  },
  leaves: { '/var/lib/microcloud/copies/before-v1.36.3.tar.gz': /^600 root:root\n/ },
};

const ofOldTime = { content: 'a copy', modified: 1_700_000_000 };

describe('a copy before an upgrade', () => {
  itPlans(
    step,
    { state: 'done\n', programs: fixture('simulated-trixie/programs'), kept: '', parts: 'v1.35.4\n', mark: '' },
    {
      'is not made where the version stays': { scope: makeScope({ at: 'pi-1' }), finds: [] },
      'is made on the leader': { scope: leader, finds: [copy('1.36.3')], ...done },
      'is made by nobody else': { scope: makeScope(newer), finds: [] },
      'is there already': {
        when: { kept: 'before-v1.36.3.tar.gz 2\n' },
        node: { files: { '/var/lib/microcloud/copies/before-v1.36.3.tar.gz': '' } },
        scope: leader,
        finds: [],
      },
      'takes the place of one that an earlier try made, long ago': {
        when: { kept: 'before-v1.36.3.tar.gz 24\n' },
        scope: leader,
        finds: [copy('1.36.3')],
        ...done,
        node: {
          ...done.node,
          files: { ...done.node.files, '/var/lib/microcloud/copies/before-v1.36.3.tar.gz': ofOldTime },
        },
      },
      'stays as it was where the upgrade has begun, also long ago': {
        when: { kept: 'before-v1.36.3.tar.gz 900\n', parts: 'v1.35.4\nv1.36.3\n' },
        node: { files: { '/var/lib/microcloud/copies/before-v1.36.3.tar.gz': ofOldTime } },
        scope: leader,
        finds: [],
      },
      'stays as it was where the upgrade was interrupted, also long ago': {
        when: { kept: 'before-v1.36.3.tar.gz 900\n', mark: fileAnswer('') },
        node: { files: { '/var/lib/microcloud/copies/before-v1.36.3.tar.gz': ofOldTime } },
        scope: leader,
        finds: [],
      },
      'takes the place of an older one': {
        when: { kept: 'before-v1.35.4.tar.gz 2\n' },
        scope: leader,
        finds: [copy('1.36.3')],
        ...done,
        leaves: { ...done.leaves, '/var/lib/microcloud/copies/before-v1.35.4.tar.gz': undefined },
      },
      'is not made of a cluster that is none yet': { when: { state: 'none\n' }, scope: leader, finds: [] },
      'is made of k3s, too': {
        when: { programs: programsAnswer('v1.34.6+k3s1') },
        scope: k3sScope({ at: 'pi-1' }),
        finds: [copy('1.35.4+k3s1')],
        undone: 'k3s itself makes the copy',
      },
    },
    { real: ['kept'] },
  );
});
