import { describe } from 'node:test';
import step from '../../../src/steps/settle/proxy-hosts.ts';
import { fileAnswer } from '../../support/plan.ts';
import { itPlans } from '../../support/rows.ts';

const line = (address: string) => `${address}\tapi.home.internal\n`;
const restart = 'change: Restart kube-proxy, which does not find the API at 192.168.0.200';

describe('kube-proxy', () => {
  itPlans(
    step,
    {
      hosts: fileAnswer(`127.0.0.1\tlocalhost\n${line('192.168.0.200')}`),
      proxyLine: `runs\n${line('192.168.0.200')}`,
    },
    {
      'finds the API': { finds: [] },
      'started before the name had another address': {
        when: { proxyLine: `runs\n${line('192.168.0.201')}` },
        finds: [restart],
      },
      'started before there was a name': { when: { proxyLine: 'runs\n' }, finds: [restart] },
      'does not run yet': { when: { proxyLine: '' }, finds: [] },
      'needs no name where nodes call the API by an address': {
        when: { hosts: fileAnswer('127.0.0.1\tlocalhost\n'), proxyLine: 'runs\n' },
        finds: [],
      },
    },
    { undone: 'no pod runs there' },
  );
});
