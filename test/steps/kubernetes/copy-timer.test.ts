import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it, type TestContext } from 'node:test';
import { readCopy } from '../../../src/backup/read-copy.ts';
import { timerScript } from '../../../src/backup/timer-script.ts';
import { clusterKeys } from '../../../src/distributions/kubeadm-copy.ts';
import { Script, sh } from '../../../src/shell/sh.ts';
import step from '../../../src/steps/kubernetes/copy-timer.ts';
import { copyingKubectl } from '../../support/copies.ts';
import { k3sScope } from '../../support/k3s.ts';
import { fileAnswer, makeScope, planStep, unitAnswer } from '../../support/plan.ts';
import { itPlans } from '../../support/rows.ts';
import { kubernetesPrograms } from '../../support/scratch/programs.ts';
import { needsScratch, type ScratchNode, scratchNode } from '../../support/scratch/scratch-node.ts';
import type { World } from '../../support/scratch/world.ts';
import { assertShell } from '../../support/shell.ts';

const backup = { every: 'day', keep: 2, path: '/mnt/usb/copies' } as const;
const scope = makeScope({ at: 'pi-1', cluster: { backup } });
const ours = (name: string, values: Readonly<Record<string, string>>) =>
  Object.entries(values).reduce(
    (text, [key, value]) => text.replaceAll(`{{${key}}}`, value),
    readFileSync(new URL(`../../../templates/${name}`, import.meta.url), 'utf8'),
  );
const nothing = {
  script: '',
  serviceFile: '',
  timerFile: '',
  service: unitAnswer({ load: 'not-found', active: 'inactive', enablement: '', started: '' }),
  timer: unitAnswer({ load: 'not-found', active: 'inactive', enablement: '', started: '' }),
};
const base = {
  script: fileAnswer(timerScript(scope, backup)),
  serviceFile: fileAnswer(ours('microcloud-copy.service', { adminConfig: '/etc/kubernetes/admin.conf' })),
  timerFile: fileAnswer(ours('microcloud-copy.timer', { every: 'daily' })),
  service: unitAnswer({ active: 'inactive', enablement: 'static', started: '' }),
  timer: unitAnswer({ started: '' }),
};

describe('the timer for copies', () => {
  itPlans(step, base, {
    'is there': { scope, finds: [] },
    'comes to a control plane': {
      when: nothing,
      scope,
      finds: [
        'change: Write /usr/local/lib/microcloud/copy-cluster.sh, so that a copy goes to /mnt/usb/copies every day',
        'change: Write /etc/systemd/system/microcloud-copy.service',
        'change: Write /etc/systemd/system/microcloud-copy.timer',
        'change: Enable microcloud-copy.timer',
        'change: Start microcloud-copy.timer',
      ],
    },
    'is no business of a worker': { when: nothing, scope: makeScope({ cluster: { backup } }), finds: [] },
    'is not wanted by every inventory': { when: nothing, scope: makeScope({ at: 'pi-1' }), finds: [] },
    'goes when the inventory no longer has it': {
      scope: makeScope({ at: 'pi-1' }),
      finds: ['change: Stop copying the cluster by itself'],
    },
  });

  it('has a home for the cache of kubectl, which would be below / without one', () => {
    assert.match(ours('microcloud-copy.service', {}), /^Environment=HOME=\/root$/m);
  });

  it('has a program that is sound, with k3s, too', () => {
    for (const one of [scope, k3sScope({ at: 'pi-1', cluster: { backup } })]) {
      const [finding] = planStep(step, nothing, one);
      assert.ok(finding?.kind === 'change');
      const script = new Script([timerScript(one, backup)]);
      assertShell({ changes: [{ kind: 'change', summary: 'Copy', script }] });
    }
  });

  it('makes copies that restore can read, for root alone, and keeps as many as it is told', needsScratch, async (t) => {
    const old = ['2026-01-01', '2026-01-02', '2026-01-03'].map(copyOf);
    const other = `${backup.path}/school-2026-01-01T000000Z.tar.gz`;
    const node = await copyingNode(t, { files: [...old, other] });
    const { code, stdout, stderr } = await node.run(
      sh`sh /copy.sh </dev/null && ls -l ${backup.path} | tail -n +2 | cut -c 1-10 && base64 $(ls ${backup.path}/home-*Z.tar.gz | tail -n 1)`,
    );
    assert.equal(code, 0, stderr);
    const [first = '', second = '', third = '', ...content] = stdout.trim().split('\n');
    assert.deepEqual([first, second, third].includes('-rw-------'), true);
    const kept = copiesOn(node);
    assert.deepEqual(
      kept.filter((path) => old.includes(path)),
      [old[2]],
    );
    assert.ok(kept.includes(other) && kept.length === 3);
    const copy = await readCopy(Buffer.from(content.join(''), 'base64'));
    assert.deepEqual([copy.cluster, copy.ca], ['home', 'the ca.crt of home\n']);
    assert.ok(!Object.keys(node.files()).some((path) => path.startsWith('/var/lib/microcloud/copy')));
  });

  it('keeps the copy that it has just made before those that the clock calls later', needsScratch, async (t) => {
    const files = ['2026-01-01', '2099-01-01', '2099-01-02'].map(copyOf);
    const node = await copyingNode(t, { files });
    assert.equal((await node.run(sh`sh /copy.sh </dev/null`)).code, 0);
    const kept = copiesOn(node);
    assert.deepEqual([kept.length, kept.filter((path) => files.includes(path))], [2, files.slice(0, 1)]);
  });

  it(
    'removes what a power cut has left half-written, and leaves what another node writes now',
    needsScratch,
    async (t) => {
      const [left, now, theirs] = [
        `${copyOf('2026-01-01')}.new`,
        `${copyOf('2026-01-02')}.new`,
        `${backup.path}/a.new`,
      ];
      const node = await copyingNode(t, { files: [now], older: [left, theirs] });
      assert.equal((await node.run(sh`sh /copy.sh </dev/null`)).code, 0);
      assert.deepEqual(
        [left, now, theirs].map((path) => copiesOn(node).includes(path)),
        [false, true, true],
      );
    },
  );

  it('leaves nothing half-written on a full disk', needsScratch, async (t) => {
    const files = ['2026-01-01', '2026-01-02', '2026-01-03'].map(copyOf);
    const cp =
      'case $* in *.new) echo half >"$2"; echo "No space left on device" >&2; exit 1 ;; *) exec /usr/bin/cp "$@" ;; esac';
    const node = await copyingNode(t, { files, programs: { cp } });
    const { code, stderr } = await node.run(sh`sh /copy.sh </dev/null`);
    assert.deepEqual([code, stderr.trim()], [1, 'No space left on device']);
    assert.deepEqual(copiesOn(node), files);
  });
});

const copyOf = (day: string) => `${backup.path}/home-${day}T000000Z.tar.gz`;

/** Lists what is in the folder of copies. */
const copiesOn = (node: ScratchNode) => Object.keys(node.files()).filter((path) => path.startsWith(backup.path));

interface Copying {
  readonly files: readonly string[];
  /** Files that nobody has written to for long. */
  readonly older?: readonly string[];
  readonly programs?: World['programs'];
}

/** Makes a control plane with the timer's program, and with these files. */
function copyingNode(t: TestContext, { files, older = [], programs = {} }: Copying): Promise<ScratchNode> {
  return scratchNode(t, {
    files: {
      '/copy.sh': timerScript(scope, backup),
      '/etc/kubernetes/manifests/etcd.yaml': '    - --data-dir=/var/lib/etcd\n',
      '/var/lib/etcd/member/snap/db': 'live',
      ...Object.fromEntries(clusterKeys.map((name) => [`/etc/kubernetes/pki/${name}`, `the ${name} of home\n`])),
      ...Object.fromEntries(files.map((path) => [path, 'a copy'])),
      ...Object.fromEntries(older.map((path) => [path, { content: 'half', modified: 1_700_000_000 }])),
    },
    programs: { ...kubernetesPrograms, kubectl: copyingKubectl(), ...programs },
  });
}
