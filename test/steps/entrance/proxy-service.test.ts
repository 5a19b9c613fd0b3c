import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import step from '../../../src/steps/entrance/proxy-service.ts';
import { fileAnswer, makeScope, planStep, unitAnswer } from '../../support/plan.ts';
import { itPlans } from '../../support/rows.ts';

const cluster = { sharedAddress: '192.168.0.200' };
const two = makeScope({ at: 'gate-1', proxies: 2, cluster });
const off = unitAnswer({ load: 'not-found', active: 'inactive', enablement: '', started: '' });
const fresh = { configuration: '', loaded: '', unitFile: '', unit: off, packaged: unitAnswer() };
const written = (path: string, scope = two) => {
  const finding = planStep(step, fresh, scope).find(({ about }) => about?.endsWith(path));
  return finding?.kind === 'change' ? (finding.after ?? '') : '';
};
const configuration = written('haproxy.cfg');
const done = {
  configuration: fileAnswer(configuration),
  loaded: fileAnswer(configuration),
  unitFile: fileAnswer(written('.service')),
  unit: unitAnswer(),
  packaged: unitAnswer({ active: 'inactive', enablement: 'disabled', started: '' }),
};
const reads = 'change: Let HAProxy read /etc/microcloud/haproxy.cfg again';

describe('what a proxy passes on', () => {
  itPlans(
    step,
    done,
    {
      'is as it should be': { scope: two, finds: [] },
      'is set up on a fresh machine, in the place of what Debian starts': {
        when: fresh,
        scope: two,
        finds: [
          'change: Stop and disable haproxy.service',
          'change: Write /etc/microcloud/haproxy.cfg, so that 192.168.0.200 leads to the cluster',
          'change: Write /etc/systemd/system/microcloud-proxy.service',
          'change: Enable microcloud-proxy.service',
          'change: Start microcloud-proxy.service',
        ],
      },
      'goes to nodes that come, and open connections stay open': {
        when: { configuration: fileAnswer('old'), loaded: fileAnswer('old') },
        scope: two,
        finds: ['change: Change /etc/microcloud/haproxy.cfg, so that 192.168.0.200 leads to the cluster', reads],
        calls: ['systemctl daemon-reload', 'systemctl reload microcloud-proxy.service'],
      },
      'is read again where an earlier run was interrupted': {
        when: { loaded: fileAnswer('old') },
        scope: two,
        finds: [reads],
      },
      'has a note where there is only one proxy': {
        scope: makeScope({ at: 'gate-1', proxies: 1, cluster }),
        finds: ['note: gate-1 is the only proxy: while it is off, nobody reaches the cluster at 192.168.0.200.'],
      },
      'is nothing for a node of Kubernetes': { when: fresh, finds: [] },
    },
    { once: 'HAProxy reads nothing there' },
  );

  it('goes to control planes whose API is ready', () => {
    const api = /listen api\n {2}bind 0\.0\.0\.0:6443\n([\s\S]*)\nlisten services/.exec(configuration)?.[1] ?? '';
    assert.match(api, / uri \/readyz /);
    assert.deepEqual(api.match(/^ {2}server .*/gm), ['  server pi-1 192.168.0.201:6443 check check-ssl verify none']);
  });

  it('goes to the same port of every node that serves', () => {
    const services = configuration.slice(configuration.indexOf('listen services'));
    assert.match(services, /bind 0\.0\.0\.0:30000-32767\n.* uri \/healthz /s);
    assert.deepEqual(
      services.match(/^ {2}server .*/gm),
      [201, 202, 203].map((last) => `  server pi-${last - 200} 192.168.0.${last} check port 10256`),
    );
    assert.doesNotMatch(services, /:(80|443)\n/);
  });

  it('goes to web pages, too, where LoadBalancers have ports of all nodes', () => {
    const k3s = makeScope({ at: 'gate-1', proxies: 2, cluster: { ...cluster, distribution: 'k3s' } });
    const text = written('haproxy.cfg', k3s);
    assert.match(text, / uri \/ping /);
    assert.match(
      text,
      /listen services\n {2}bind 0\.0\.0\.0:80\n {2}bind 0\.0\.0\.0:443\n {2}bind 0\.0\.0\.0:30000-32767\n/,
    );
    assert.match(text, /server pi-2 192\.168\.0\.202 check port 10250\n/);
  });

  it('goes to web pages with the web router of kubeadm, too', () => {
    const addons = { ...cluster, addons: { ingress: true as const } };
    const text = written('haproxy.cfg', makeScope({ at: 'gate-1', proxies: 2, cluster: addons }));
    assert.match(text, /listen services\n {2}bind 0\.0\.0\.0:80\n {2}bind 0\.0\.0\.0:443\n/);
  });

  it('is the same whatever the order in the inventory is', () => {
    assert.equal(written('haproxy.cfg', { ...two, nodes: two.nodes.toReversed() }), configuration);
  });
});
