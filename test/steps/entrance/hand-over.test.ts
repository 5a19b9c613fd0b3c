import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { entrance, handedOver } from '../../../src/resources/entrance.ts';
import { template } from '../../../src/resources/template.ts';
import { sh } from '../../../src/shell/sh.ts';
import { needsScratch, scratchNode } from '../../support/scratch/scratch-node.ts';

const { check, creating, pausing, handOver } = entrance;
const holding = '2: eth0    inet 192.168.0.200/32 scope global eth0\n';

interface Around {
  /** Where the API of this control plane, and those of others, answer. */
  readonly answering: readonly string[];
  readonly peers?: string;
}

/** A control plane that has the shared address. keepalived takes it off while its check fails. */
function controlPlane(t: TestContext, { answering, peers = '192.168.0.202 192.168.0.203' }: Around) {
  const joining = '/var/lib/microcloud/kubeadm-running';
  return scratchNode(t, {
    files: {
      '/run/held': holding,
      [check]: { content: template('api-answers.sh', { creating, pausing, joining, path: '/livez' }), mode: '755' },
      [handOver]: template('hand-address-over.sh', { pausing, path: '/livez', address: '192.168.0.200', peers }),
    },
    programs: {
      ip: 'cat /run/held',
      curl: `for last; do :; done
case ' ${answering.map((host) => `https://${host}:6443/livez`).join(' ')} ' in
  *" $last "*) printf 200 ;;
  *) printf 000 ;;
esac`,
      sleep: `${check} || : >/run/held`,
    },
  });
}

const all = ['127.0.0.1', '192.168.0.203'];

describe('a control plane whose API ends for a moment', () => {
  it('lets another one take the address before', needsScratch, async (t) => {
    const node = await controlPlane(t, { answering: all });
    assert.equal((await node.run(handedOver)).code, 0);
    assert.equal(node.file('/run/held'), '');
    assert.equal((await node.run(sh`${check}`)).code, 1, 'it takes the address no more');
    assert.equal((await node.run(sh`rm ${pausing}; ${check}`)).code, 0, 'it may have the address again');
  });

  for (const [title, around] of [
    ['keeps the address where no other API answers', { answering: ['127.0.0.1'] }],
    ['keeps the address where there is no other one', { answering: all, peers: '' }],
  ] as const) {
    it(title, needsScratch, async (t) => {
      const node = await controlPlane(t, around);
      assert.equal((await node.run(handedOver)).code, 0);
      assert.equal(node.file('/run/held'), holding);
      assert.equal(node.file(pausing), undefined);
    });
  }

  it('may have it again where a run ended in the middle, half an hour later', needsScratch, async (t) => {
    const node = await controlPlane(t, { answering: all });
    await node.run(sh`touch -d '31 minutes ago' ${pausing}`);
    assert.equal((await node.run(sh`${check}`)).code, 0);
  });

  it('asks for nothing where no address is shared', needsScratch, async (t) => {
    assert.equal((await (await scratchNode(t, {})).run(handedOver)).code, 0);
  });
});
