import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { at } from '../../src/facts/cluster/json.ts';
import { manifest } from '../../src/resources/manifest.ts';

const values = { account: 'a', nodes: ['pi-1', 'yes: no'], pauseImage: 'registry.k8s.io/pause:3.10.1' };
const podOf = (given: Parameters<typeof manifest>[1]) => {
  const daemonSet = manifest('node-account.yaml', given).find(({ kind }) => kind === 'DaemonSet');
  return at(daemonSet, 'spec', 'template', 'spec');
};

describe('a manifest', () => {
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
