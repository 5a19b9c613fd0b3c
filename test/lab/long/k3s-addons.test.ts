import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { labDown } from '../../../lab/down.ts';
import type { RunningLab } from '../../../lab/up.ts';
import { distributions } from '../../../src/distributions/table.ts';
import type { InventoryFile } from '../../../src/inventory/schema.ts';
import { freshLab, init, inside, microcloud, nothingToDo, until } from '../../support/cluster.ts';
import { settled } from '../../support/doctor.ts';
import { bundleWith } from '../../support/further-bundle.ts';
import { k3sBundle, k3sKubectl as kubectl, older, skipped, withK3s } from '../../support/k3s-lab.ts';
import { askRegistry, pushOwnImage } from '../../support/own-image.ts';
import { pageAt } from '../../support/page.ts';

const name = 'test-k3s-addons';
const nodes = ['pi-1', 'pi-2'];
const addons = { monitoring: { node: 'pi-2' }, registry: { node: 'pi-1' } } as const;
const backup = { path: '/mnt/copies', every: 'day', keep: 2 } as const;
let fresh: RunningLab;
let lab: RunningLab;

// One after the other: each begins with the cluster that the one before has left.
describe('addons with k3s', { skip: skipped, timeout: 3_600_000 }, () => {
  before(async () => {
    const bundle = await bundleWith('addons');
    fresh = await freshLab(name, nodes.length, bundle === undefined ? {} : { bundle });
    await k3sBundle(fresh);
    lab = await withParts('on', { addons, backup });
  });
  after(() => labDown({ name }));

  test('a cluster comes with monitoring and a registry, whose images no node takes from elsewhere', async () => {
    const { stdout } = await microcloud(lab, ['init', '--dry-run', '--accept-new-host-keys']);
    assert.match(stdout, /Bring the image docker\.io\/victoriametrics\/victoria-metrics:/);
    assert.match(stdout, /Deploy monitoring \(about 100 MiB of memory on pi-2, and 20 MiB of memory on every node\)/);
    await init(lab);
    // As another disk would be. init has rebooted the node: before that it would not stay.
    await inside(lab, 'pi-1', `mkdir -p ${backup.path}; mount -t tmpfs tmpfs ${backup.path}`);
    await kubectl(lab, '-n monitoring rollout status deployment/victoria-metrics --timeout=120s');
  });

  test('the monitoring knows the memory of all nodes', async () => {
    const path = '/api/v1/query?query=node_memory_MemAvailable_bytes';
    const proxy = '/api/v1/namespaces/monitoring/services/victoria-metrics:8428/proxy';
    const known = async () => {
      const { data } = JSON.parse(await kubectl(lab, `get --raw '${proxy}${path}'`));
      return data.result.map(({ metric }: { metric: { node: string } }) => metric.node).sort();
    };
    await until(async () => (await known()).length === nodes.length);
    assert.deepEqual(await known(), nodes);
  });

  test('an image that somebody made near by runs, and nobody else sees images', async () => {
    const address = addressOf(0);
    await pushOwnImage(lab, address);
    await kubectl(lab, `create deployment hello --image=registry.${name}.internal/hello:1 --replicas=2`);
    await kubectl(lab, 'rollout status deployment/hello --timeout=120s');
    const ask = { path: '/v2/_catalog', of: distributions.k3s };
    assert.deepEqual(await askRegistry(lab, address, { ...ask, as: 'pi-2' }), {
      status: 200,
      body: '{"repositories":["hello"]}\n',
    });
    await assert.rejects(askRegistry(lab, address, ask));
    await kubectl(lab, 'delete deployment hello');
  });

  test('a second init says "nothing to do", and doctor finds nothing', async () => {
    await nothingToDo(lab, nodes);
    await settled(lab, []);
  });

  test('a restart imports no image again', async () => {
    const since = (await inside(lab, 'pi-2', 'date +%s')).trim();
    await inside(lab, 'pi-2', 'sleep 1; systemctl restart k3s-agent');
    const said = () => inside(lab, 'pi-2', `journalctl -q -o cat -u k3s-agent --since @${Number(since) + 1}`);
    await until(async () => /Running kubelet/.test(await said()));
    assert.doesNotMatch(await said(), /Importing images from/);
    await until(async () => / Ready /.test(await kubectl(lab, 'get node pi-2 --no-headers')));
  });

  test('the timer leaves a copy where nobody comes by', async () => {
    await inside(lab, 'pi-1', 'systemctl start microcloud-copy.service');
    assert.match(await inside(lab, 'pi-1', `ls ${backup.path}`), new RegExp(`^${name}-\\S+\\.tar\\.gz\n$`));
  });

  test('an upgrade leaves addons as they are', async () => {
    lab = await withParts('newer', { addons, backup }, {});
    await init(lab);
    await kubectl(lab, '-n monitoring rollout status deployment/victoria-metrics --timeout=120s');
    await nothingToDo(lab, nodes);
    await settled(lab, []);
  });

  test('addons go without leftovers', async () => {
    lab = await withParts('off', {}, {});
    await init(lab);
    assert.doesNotMatch(await kubectl(lab, 'get namespaces -o name'), /monitoring/);
    for (const node of nodes) {
      const left = 'ls /etc/systemd/system /usr/local/lib/microcloud | grep -e exporter -e registry -e copy || :';
      assert.equal(await inside(lab, node, left), '');
      assert.equal(await inside(lab, node, 'ls /var/lib/rancher/k3s/agent/images'), 'k3s-airgap-images.tar.zst\n');
      assert.doesNotMatch(await inside(lab, node, 'cat /etc/rancher/k3s/registries.yaml'), /internal/);
    }
    await nothingToDo(lab, nodes);
  });
});

const addressOf = (index: number) => new URL(pageAt(lab, index)).hostname;

/** The lab's inventory with these parts of `cluster`; of the version before, unless another is asked for. */
function withParts(
  title: string,
  cluster: Pick<InventoryFile['cluster'], 'addons' | 'backup'>,
  more: { readonly version?: string } = { version: older },
): Promise<RunningLab> {
  return withK3s(fresh, title, { ...more, cluster });
}
