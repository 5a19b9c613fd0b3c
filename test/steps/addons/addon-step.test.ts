import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Scope } from '../../../src/engine/model.ts';
import ingress from '../../../src/steps/addons/ingress-addon.ts';
import metrics from '../../../src/steps/addons/metrics-addon.ts';
import monitoring from '../../../src/steps/addons/monitoring-addon.ts';
import nfs from '../../../src/steps/addons/nfs-addon.ts';
import storage from '../../../src/steps/addons/storage-addon.ts';
import { k3sScope } from '../../support/k3s.ts';
import { deployed, managedAnswer, nothingManaged } from '../../support/managed-objects.ts';
import { makeScope } from '../../support/plan.ts';
import { itPlans } from '../../support/rows.ts';
import { kubernetesPrograms } from '../../support/scratch/programs.ts';

const rows = [
  {
    ...{ step: metrics, title: 'metrics', cluster: { addons: { metrics: true } } },
    ...{ cost: 'about 30 MiB of memory on one node', workload: 'metrics-server' },
  },
  {
    ...{ step: storage, title: 'storage', cluster: { addons: { storage: true } } },
    ...{ cost: 'about 15 MiB of memory on one node', workload: 'local-path-provisioner' },
  },
  {
    ...{ step: ingress, title: 'ingress', cluster: { addons: { ingress: true } } },
    ...{ cost: 'about 40 MiB of memory on every node', workload: 'traefik' },
  },
  {
    ...{ step: monitoring, title: 'monitoring', cluster: { addons: { monitoring: { node: 'pi-3' } } } },
    ...{ cost: 'about 100 MiB of memory on pi-3, and 20 MiB of memory on every node', workload: 'victoria-metrics' },
  },
  {
    ...{ step: nfs, title: 'nfs', cluster: { addons: { nfs: { node: 'pi-3' } } } },
    ...{ cost: 'about 25 MiB of memory on pi-3', workload: 'nfs-volumes' },
  },
] as const;
const off = makeScope({ at: 'pi-1' });

for (const { step, title, cluster, cost, workload } of rows) {
  const scope = makeScope({ at: 'pi-1', cluster });
  const objects = deployed(step, scope);
  const workloadKind = objects.find(({ spec }) => spec?.template)?.kind;
  describe(`the addon ${title}`, () => {
    itPlans(
      step,
      { objects: managedAnswer(objects) },
      {
        'is there as it shall be': { scope, finds: [] },
        'says what it costs before it comes': {
          when: { objects: nothingManaged },
          scope,
          finds: [`change: Deploy ${title} (${cost})`],
        },
        'is put back where somebody took a part away': {
          when: { objects: managedAnswer(objects.filter(({ kind }) => kind !== workloadKind)) },
          scope,
          finds: [`change: Update ${title}: ${workloadKind} ${workload} is missing`],
        },
        'goes when the inventory no longer has it': { scope: off, finds: [`change: Remove ${title}`] },
        'is nothing where nobody asked for it': { when: { objects: nothingManaged }, scope: off, finds: [] },
        'is the business of the leader alone': {
          when: { objects: nothingManaged },
          scope: makeScope({ cluster }),
          finds: [],
        },
      },
      { once: 'the cluster knows', node: { programs: kubernetesPrograms } },
    );

    it('takes its images from the table, by a version', () => {
      const images = objects.flatMap(({ spec }) =>
        (spec?.template?.spec?.containers ?? []).map(({ image }: { image: string }) => image),
      );
      assert.ok(images.length > 0);
      for (const image of images) assert.match(image, /^[a-z0-9.]+\/[a-z0-9/-]+:v?\d+\.\d+/);
    });
  });
}

describe('the monitoring', () => {
  const cluster = { addons: { monitoring: { node: 'pi-3' } } };
  const config = (of = makeScope({ at: 'pi-1', cluster })) =>
    deployed(monitoring, of).find(({ metadata }) => metadata.name === 'victoria-metrics')?.data['scrape.yaml'];

  it('asks every node by its name and address', () => {
    const { scrape_configs } = JSON.parse(config());
    assert.deepEqual(scrape_configs[0].static_configs[1], {
      targets: ['192.168.0.202:9100'],
      labels: { node: 'pi-2' },
    });
    assert.equal(scrape_configs[0].static_configs.length, 3);
  });

  it('is the same in whichever order the inventory has the nodes', () => {
    const scope = makeScope({ at: 'pi-1', cluster });
    assert.equal(config({ ...scope, nodes: scope.nodes.toReversed() }), config(scope));
  });

  it('is there for k3s, too, which brings the others along', () => {
    const k3s = k3sScope({ at: 'pi-1', cluster });
    assert.ok(config(k3s)?.includes('192.168.0.201:9100'));
    for (const step of [metrics, storage, ingress]) assert.deepEqual(step.needs(k3s), {});
  });

  it('has graphs that are JSON', () => {
    const graphs = deployed(monitoring, makeScope({ at: 'pi-1', cluster })).find(
      ({ metadata }) => metadata.name === 'victoria-metrics-graphs',
    );
    const {
      rows: [row],
    } = JSON.parse(graphs?.data['nodes.json']);
    assert.deepEqual(
      row.panels.map(({ title }: { title: string }) => title),
      ['Processor', 'Memory', 'Disk', 'Temperature', 'Network, received', 'Network, sent'],
    );
  });
});

describe('the web router', () => {
  const addons = { ingress: true };
  const podOf = (scope: Scope) => deployed(ingress, scope).find(({ kind }) => kind === 'DaemonSet')?.spec.template.spec;
  const shownBy = (scope: Scope) =>
    podOf(scope).containers[0].args.find((one: string) => one.includes('ingressendpoint'));

  it('shows one address of the cluster, whichever node the inventory has first', () => {
    const scope = makeScope({ at: 'pi-1', cluster: { addons } });
    const shown = '--providers.kubernetesingress.ingressendpoint.ip=192.168.0.201';
    assert.equal(shownBy(scope), shown);
    assert.equal(shownBy({ ...scope, nodes: scope.nodes.toReversed() }), shown);
  });

  it('shows the address that control planes share, and a name where there is no address', () => {
    const shared = makeScope({ at: 'pi-1', cluster: { addons, sharedAddress: '192.168.0.200' } });
    assert.match(shownBy(shared), /\.ip=192\.168\.0\.200$/);
    const scope = makeScope({ at: 'pi-1', cluster: { addons } });
    const named = { ...scope, nodes: scope.nodes.map((node) => ({ ...node, address: `${node.name}.local` })) };
    assert.match(shownBy(named), /\.hostname=pi-1\.local$/);
  });

  it('is on control planes, too, is not root, and opens nothing but the two ports of the web', () => {
    const pod = podOf(makeScope({ at: 'pi-1', cluster: { addons } }));
    assert.equal(pod.tolerations[0].key, 'node-role.kubernetes.io/control-plane');
    assert.equal(pod.hostNetwork, undefined);
    const [{ ports, args, securityContext }] = pod.containers;
    assert.deepEqual(
      ports.flatMap(({ hostPort }: { hostPort?: number }) => hostPort ?? []),
      [80, 443],
    );
    assert.equal(securityContext.runAsNonRoot, true);
    assert.deepEqual(
      args.filter((one: string) => /api|dashboard|insecure/.test(one)),
      [],
    );
  });

  it('may change nothing but what the status of an Ingress says', () => {
    const [role] = deployed(ingress, makeScope({ at: 'pi-1', cluster: { addons } })).filter(
      ({ kind }) => kind === 'ClusterRole',
    );
    const writes = role?.rules.filter(({ verbs }: { verbs: string[] }) =>
      verbs.some((one) => !['list', 'watch'].includes(one)),
    );
    assert.deepEqual(writes, [
      { apiGroups: ['networking.k8s.io'], resources: ['ingresses/status'], verbs: ['update'] },
    ]);
  });
});
