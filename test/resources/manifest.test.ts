import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { at } from '../../src/facts/cluster/json.ts';
import { manifest } from '../../src/resources/manifest.ts';

const values = { account: 'a', nodes: ['pi-1', 'yes: no'], pauseImage: 'registry.k8s.io/pause:3.10.1' };
const podOf = (given: Parameters<typeof manifest>[1]) => {
  const daemonSet = manifest('node-account.yaml', given).find(({ kind }) => kind === 'DaemonSet');
  return at(daemonSet, 'spec', 'template', 'spec');
};

const templates = join(import.meta.dirname, '../../templates');

describe('a manifest', () => {
  for (const file of readdirSync(templates).filter((name) => name.endsWith('.yaml'))) {
    const text = readFileSync(join(templates, file), 'utf8');
    // Those of people have bounds of their own.
    if (file.startsWith('people-') || !/^kind: Namespace$/m.test(text)) continue;
    it(`says in ${file} that its pods may use the node, where a cluster refuses that by itself`, () => {
      assert.match(text, /pod-security\.kubernetes\.io\/enforce: privileged/);
    });
  }

  it('has the values in the places of their names, of whatever type they are', () => {
    assert.partialDeepStrictEqual(podOf(values), {
      containers: [{ image: 'registry.k8s.io/pause:3.10.1' }],
      affinity: {
        nodeAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: {
            nodeSelectorTerms: [{ matchExpressions: [{ values: ['pi-1', 'yes: no'] }] }],
          },
        },
      },
    });
  });

  it('has values inside texts', () => {
    const given = {
      ...{ apiHost: 'api', apiPort: '6443', podNetwork: '10.42.0.0/16', backend: 'vxlan' },
      ...{ flannelVersion: 'v1', cniPluginVersion: 'v2' },
    };
    const config = manifest('flannel.yaml', given).find(({ kind }) => kind === 'ConfigMap');
    assert.match(String(at(config, 'data', 'net-conf.json')), /"Network": "10\.42\.0\.0\/16"/);
  });

  it('wants a value for every name', () => {
    const { pauseImage: _, ...others } = values;
    assert.throws(
      () => manifest('node-account.yaml', others),
      /node-account\.yaml wants a value for \{\{pauseImage\}\}/,
    );
  });
});
