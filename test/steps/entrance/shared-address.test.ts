import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import step from '../../../src/steps/entrance/shared-address.ts';
import { linksWith } from '../../support/k3s.ts';
import { fileAnswer, makeScope, planStep, unitAnswer } from '../../support/plan.ts';
import { itPlans } from '../../support/rows.ts';

const sharing = { all: { role: 'control-plane' }, cluster: { sharedAddress: '192.168.0.200' } } as const;
const three = makeScope({ at: 'pi-1', ...sharing });
const gate = makeScope({ at: 'gate-1', proxies: 2, cluster: sharing.cluster });
const off = unitAnswer({ load: 'not-found', active: 'inactive', enablement: '', started: '' });
const fresh = {
  links: linksWith('192.168.0.201'),
  configuration: '',
  loaded: '',
  check: '',
  handOver: '',
  unitFile: '',
  unit: off,
};
const written = (path: string, scope = three) => {
  const finding = planStep(step, fresh, scope).find(({ about }) => about?.endsWith(path));
  return finding?.kind === 'change' ? (finding.after ?? '') : '';
};
const configuration = written('keepalived.conf');
const done = {
  ...fresh,
  configuration: fileAnswer(configuration),
  loaded: fileAnswer(configuration),
  check: fileAnswer(written('api-answers'), { mode: '755' }),
  handOver: fileAnswer(written('hand-address-over.sh')),
  unitFile: fileAnswer(written('.service')),
  unit: unitAnswer(),
};
const alone = makeScope({ at: 'pi-1', cluster: { sharedAddress: '192.168.0.200' } });

describe('the address that control planes share', () => {
  itPlans(
    step,
    done,
    {
      'is as it should be': { scope: three, finds: [] },
      'is set up on a fresh node': {
        when: fresh,
        scope: three,
        finds: [
          'change: Write /usr/local/lib/microcloud/api-answers',
          'change: Write /usr/local/lib/microcloud/hand-address-over.sh',
          'change: Write /etc/microcloud/keepalived.conf, so that pi-1, pi-2, pi-3 share 192.168.0.200',
          'change: Write /etc/systemd/system/microcloud-entrance.service',
          'change: Enable microcloud-entrance.service',
          'change: Start microcloud-entrance.service',
        ],
      },
      'stays where it is when another control plane comes': {
        when: {
          configuration: fileAnswer(written('keepalived.conf', alone)),
          loaded: fileAnswer('old'),
          handOver: fileAnswer(written('hand-address-over.sh', alone)),
        },
        scope: three,
        finds: [
          'change: Change /usr/local/lib/microcloud/hand-address-over.sh',
          'change: Change /etc/microcloud/keepalived.conf, so that pi-1, pi-2, pi-3 share 192.168.0.200',
          'change: Let keepalived read /etc/microcloud/keepalived.conf again',
        ],
        calls: ['systemctl daemon-reload', 'systemctl reload microcloud-entrance.service'],
      },
      'is read again where an earlier run was interrupted': {
        when: { loaded: fileAnswer('old') },
        scope: three,
        finds: ['change: Let keepalived read /etc/microcloud/keepalived.conf again'],
      },
      'is for proxies where there are some, and is only theirs': {
        when: { ...fresh, links: linksWith('192.168.0.211') },
        scope: gate,
        finds: [
          'change: Write /usr/local/lib/microcloud/api-answers',
          'change: Write /etc/microcloud/keepalived.conf, so that gate-1, gate-2 share 192.168.0.200',
          'change: Write /etc/systemd/system/microcloud-entrance.service',
          'change: Enable microcloud-entrance.service',
          'change: Start microcloud-entrance.service',
        ],
        leaves: { '/etc/microcloud/keepalived.conf': /unicast_peer \{\n {4}192\.168\.0\.212\n {2}\}/ },
      },
      'moves away from control planes that get proxies before them': {
        scope: makeScope({ at: 'pi-1', proxies: 2, ...sharing }),
        finds: ['change: Stop sharing an address'],
      },
      'is nothing for a worker': {
        when: fresh,
        scope: makeScope({ cluster: { sharedAddress: '192.168.0.200' } }),
        finds: [],
      },
      'is nothing without one': { when: fresh, scope: makeScope({ at: 'pi-1' }), finds: [] },
      'goes when the inventory no longer has one': {
        scope: makeScope({ at: 'pi-1' }),
        finds: ['change: Stop sharing an address'],
        calls: ['systemctl disable --now microcloud-entrance.service', 'systemctl daemon-reload'],
      },
    },
    { once: 'keepalived reads nothing there' },
  );

  it('is handed over by unicast, and kept by who has it', () => {
    assert.match(configuration, /\n {2}state BACKUP\n {2}nopreempt\n {2}interface eth0\n {2}virtual_router_id 200\n/);
    assert.match(
      configuration,
      /unicast_src_ip 192\.168\.0\.201\n {2}unicast_peer \{\n {4}192\.168\.0\.202\n {4}192\.168\.0\.203\n {2}\}/,
    );
    assert.match(configuration, /\n {4}192\.168\.0\.200\/32 dev eth0\n/);
    assert.doesNotMatch(configuration, /weight/);
  });

  it('has nobody to tell with one control plane', () => {
    assert.doesNotMatch(written('keepalived.conf', alone), /unicast_peer/);
  });

  it('is for a node whose API tells everybody that it works', () => {
    assert.match(written('api-answers'), / https:\/\/127\.0\.0\.1:6443\/livez\)/);
    const k3s = makeScope({ at: 'pi-1', cluster: { distribution: 'k3s', sharedAddress: '192.168.0.200' } });
    assert.match(written('api-answers', k3s), / https:\/\/127\.0\.0\.1:6443\/ping\)/);
  });

  it('is the same whatever the order in the inventory is', () => {
    const other = { ...three, nodes: three.nodes.toReversed() };
    assert.equal(written('keepalived.conf', other), configuration);
  });
});
