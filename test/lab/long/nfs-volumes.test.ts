import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { labDown } from '../../../lab/down.ts';
import type { RunningLab } from '../../../lab/up.ts';
import { addons, imagesOf } from '../../../src/distributions/addons.ts';
import { manifest } from '../../../src/resources/manifest.ts';
import { sharedFolder } from '../../../src/resources/shared-folder.ts';
import { freshLab, init, inside, kubectl, until, withInventory } from '../../support/cluster.ts';
import { bundleWith } from '../../support/further-bundle.ts';
import { applyList, runOnVolume } from '../../support/volume-pods.ts';

const name = 'test-nfs-volumes';
const { path, mode, mountPoint } = sharedFolder;
let lab: RunningLab;
before(async () => {
  const bundle = await bundleWith('addons');
  const fresh = await freshLab(name, 1, bundle === undefined ? {} : { bundle });
  // The image is that of the addon storage, too.
  lab = await withInventory(fresh, 'storage', (file) => ({
    ...file,
    cluster: { ...file.cluster, addons: { storage: true } },
  }));
  await init(lab);
  // Containers have no NFS of their own: here the folder is mounted on its own node by other means, and never leaves it.
  // test/emulated/nfs.test.ts has real NFS, without Kubernetes.
  await inside(
    lab,
    'pi-1',
    `mkdir -p ${path} ${mountPoint} && chmod ${mode} ${path} && mount --bind ${path} ${mountPoint}`,
  );
  const [image = ''] = imagesOf(addons.nfs);
  await applyList(lab, manifest('nfs.yaml', { image, node: 'pi-1', mountPoint, path }));
  await kubectl(lab, '-n nfs-volumes rollout status deployment/nfs-volumes --timeout=120s');
});
after(() => labDown({ name }));

const photos = { name: 'photos', accessMode: 'ReadWriteMany', storageClass: 'nfs' } as const;
const folders = async () => (await inside(lab, 'pi-1', `ls ${path}`)).trim();

test('a claim gets a folder that pods of any user may write, and that outlives them', {
  timeout: 300_000,
}, async () => {
  await runOnVolume(lab, photos, { pod: 'writer', script: 'echo kept >/data/text', user: 1000 });
  await kubectl(lab, 'delete pod writer');
  await runOnVolume(lab, photos, { pod: 'reader', script: 'cat /data/text', user: 2000 });
  assert.equal(await kubectl(lab, 'logs reader'), 'kept\n');
  const volume = (await kubectl(lab, 'get pvc photos -o jsonpath={.spec.volumeName}')).trim();
  assert.equal(await folders(), `${volume}_default_photos`);
  assert.equal(await inside(lab, 'pi-1', `stat -c '%a %u' ${path}/${volume}_default_photos/text`), '644 1000\n');
  // A pod on any node may have it.
  assert.equal(await kubectl(lab, `get pv ${volume} -o jsonpath={.spec.nodeAffinity}`), '');
});

test('the folder goes with its claim, and nothing beside it', { timeout: 300_000 }, async () => {
  await inside(lab, 'pi-1', `mkdir ${path}/of-somebody`);
  await kubectl(lab, 'delete pod reader');
  await kubectl(lab, 'delete pvc photos');
  await until(async () => (await folders()) === 'of-somebody', 120);
  await until(async () => (await kubectl(lab, 'get pv -o name')).trim() === '', 60);
});

test('a volume whose object somebody has changed takes no other folder with it', { timeout: 300_000 }, async () => {
  await runOnVolume(lab, photos, { pod: 'writer', script: 'echo kept >/data/text' });
  const volume = (await kubectl(lab, 'get pvc photos -o jsonpath={.spec.volumeName}')).trim();
  const forged = {
    ...{ apiVersion: 'v1', kind: 'PersistentVolume' },
    metadata: { name: 'forged', annotations: { 'pv.kubernetes.io/provisioned-by': 'microcloud.cloudy/nfs' } },
    spec: {
      ...{ accessModes: ['ReadWriteMany'], capacity: { storage: '10Mi' }, storageClassName: 'nfs' },
      ...{ persistentVolumeReclaimPolicy: 'Delete', hostPath: { path: `${mountPoint}/of-somebody` } },
      claimRef: { namespace: 'default', name: 'gone', uid: '00000000-0000-0000-0000-000000000000' },
    },
  };
  await applyList(lab, [forged]);
  const said = () =>
    kubectl(lab, 'get events --field-selector involvedObject.name=forged -o jsonpath={.items[*].reason}');
  await until(async () => /VolumeFailedDelete/.test(await said()), 240);
  assert.deepEqual((await folders()).split('\n').toSorted(), ['of-somebody', `${volume}_default_photos`]);
});
