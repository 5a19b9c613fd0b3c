import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { questionsOf } from '../../src/engine/compile.ts';
import { partVersions } from '../../src/facts/part-versions.ts';
import { layOut, temporary } from '../support/temporary.ts';

const fact = partVersions({ distribution: 'kubeadm' });
const manifest = (image: string) =>
  `spec:\n  containers:\n  - command:\n    - kube-apiserver\n    image: ${image}\n    imagePullPolicy: IfNotPresent\n`;

/** The versions that a node tells which has these files of static pods. */
function versionsIn(root: string): readonly string[] {
  const [question] = questionsOf([fact]);
  const script = question!.script.wire.replaceAll('/etc/kubernetes', join(root, 'etc/kubernetes'));
  const { status, stdout, stderr } = spawnSync('dash', ['-s'], { input: script, encoding: 'utf8' });
  assert.equal(status, 0, stderr);
  return fact.parse(stdout).map(String);
}

test('it reads the versions of a control plane from what starts its parts', async (t) => {
  const root = await temporary(t);
  await layOut(
    root,
    Object.entries({
      'etc/kubernetes/manifests/kube-apiserver.yaml': manifest('registry.k8s.io/kube-apiserver:v1.37.2'),
      'etc/kubernetes/manifests/kube-scheduler.yaml': manifest('registry.lan:5000/kube-scheduler:v1.36.4'),
      'etc/kubernetes/manifests/etcd.yaml': manifest('registry.k8s.io/etcd:3.6.8-0'),
    }),
  );
  assert.deepEqual(versionsIn(root), ['1.37.2', '1.36.4']);
});

test('it finds none on a worker', async (t) => {
  assert.deepEqual(versionsIn(await temporary(t)), []);
});
