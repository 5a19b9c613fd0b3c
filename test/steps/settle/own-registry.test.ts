import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { parse } from 'yaml';
import step from '../../../src/steps/settle/own-registry.ts';
import { k3sScope } from '../../support/k3s.ts';
import { fileAnswer, makeScope, planStep, unitAnswer } from '../../support/plan.ts';
import { itPlans } from '../../support/rows.ts';

const cluster = { addons: { registry: { node: 'pi-2' } } };
const scope = makeScope({ cluster });
const absent = unitAnswer({ load: 'not-found', active: 'inactive', enablement: '', started: '' });
const units = ['microcloud-registry.service', 'microcloud-registry-push.service'] as const;
const [unit, pushUnit] = units;
const folder = '/etc/microcloud/registry';
const empty = {
  hasCertificate: 'yes\n',
  ...{ unitFile: '', unit: absent, configuration: '' },
  ...{ pushUnitFile: '', pushUnit: absent, pushConfiguration: '' },
};
const written = (of = scope) => {
  const changes = planStep(step, empty, of).filter((one) => one.kind === 'change');
  return new Map(changes.map(({ about = '', after = '' }) => [about, after]));
};
const there = {
  ...{ hasCertificate: 'yes\n', unit: unitAnswer(), pushUnit: unitAnswer() },
  unitFile: fileAnswer(written().get(`/etc/systemd/system/${unit}`) ?? ''),
  configuration: fileAnswer(written().get(`${folder}/nodes.yml`) ?? ''),
  pushUnitFile: fileAnswer(written().get(`/etc/systemd/system/${pushUnit}`) ?? ''),
  pushConfiguration: fileAnswer(written().get(`${folder}/push.yml`) ?? ''),
};
const starts = (one: string) => [`change: Enable ${one}`, `change: Start ${one}`];

describe('the registry of the cluster', () => {
  itPlans(step, empty, {
    'comes to the node that the inventory names, and says what it costs': {
      scope,
      finds: [
        `change: Write ${folder}/push.yml, so that pi-2 keeps images of the cluster (about 60 MiB of memory on pi-2)`,
        `change: Write /etc/systemd/system/${pushUnit}`,
        ...starts(pushUnit),
        `change: Write ${folder}/nodes.yml`,
        `change: Write /etc/systemd/system/${unit}`,
        ...starts(unit),
      ],
    },
    'waits for the certificate by which nodes know it': {
      when: { ...there, unit: absent, hasCertificate: '' },
      scope,
      finds: ['wait: its kubelet has no certificate of the cluster yet, by which nodes know the registry'],
    },
    'is no business of other nodes': { scope: makeScope({ at: 'pi-1', cluster }), finds: [] },
    'is there as it shall be': { when: there, scope, finds: [] },
    'goes without its images, and says where they are': {
      when: there,
      finds: ['change: Stop the registry: images that people pushed stay in /var/lib/microcloud-registry'],
      leaves: { [`${folder}/nodes.yml`]: undefined, [`/etc/systemd/system/${unit}`]: undefined },
    },
  });

  it('takes images from the node itself only, and gives them to who has a certificate of the cluster', () => {
    const push = parse(written().get(`${folder}/push.yml`) ?? '');
    assert.equal(push.http.addr, '127.0.0.1:5442');
    const nodes = parse(written().get(`${folder}/nodes.yml`) ?? '');
    assert.equal(nodes.http.addr, '192.168.0.202:5443');
    assert.equal(nodes.storage.maintenance.readonly.enabled, true);
    assert.deepEqual(nodes.http.tls.clientcas, [`/run/credentials/${unit}/clients`]);
    assert.equal(nodes.storage.filesystem.rootdirectory, push.storage.filesystem.rootdirectory);
  });

  for (const [name, of, certificate] of [
    ['kubeadm', scope, '/var/lib/kubelet/pki/kubelet-server-current.pem'],
    ['k3s', k3sScope({ cluster }), '/var/lib/rancher/k3s/agent/serving-kubelet.crt'],
  ] as const) {
    it(`shows the certificate of kubelet, with ${name}`, () => {
      const text = written(of).get(`/etc/systemd/system/${unit}`) ?? '';
      assert.ok(text.includes(`\nLoadCredential=certificate:${certificate}\n`), text);
    });
  }

  it('runs as somebody who may write nothing but images', () => {
    for (const one of units) {
      const text = readFileSync(new URL(`../../../templates/${one}`, import.meta.url), 'utf8');
      assert.match(text, /^User=docker-registry$/m);
      assert.match(text, /^ProtectSystem=strict$/m);
    }
  });
});
