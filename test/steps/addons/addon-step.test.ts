import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import metrics from '../../../src/steps/addons/metrics-addon.ts';
import monitoring from '../../../src/steps/addons/monitoring-addon.ts';
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
    ...{ step: monitoring, title: 'monitoring', cluster: { addons: { monitoring: { node: 'pi-3' } } } },
    ...{ cost: 'about 100 MiB of memory on pi-3, and 20 MiB of memory on every node', workload: 'victoria-metrics' },
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
        'goes when the inventory has it no more': { scope: off, finds: [`change: Remove ${title}`] },
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
    for (const step of [metrics, storage]) assert.deepEqual(step.needs(k3s), {});
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
