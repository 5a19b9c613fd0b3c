import { describe } from 'node:test';
import step from '../../../src/steps/kernel/sysctl.ts';
import { filesAnswer } from '../../support/network.ts';
import { fileAnswer, planStep } from '../../support/plan.ts';
import { itPlans } from '../../support/rows.ts';

const running = {
  'net/ipv4/ip_forward': '1\n',
  'net/bridge/bridge-nf-call-iptables': '1\n',
  'net/bridge/bridge-nf-call-ip6tables': '1\n',
  'fs/inotify/max_user_instances': '8192\n',
  'fs/inotify/max_user_watches': '1048576\n',
};
const [fileChange] = planStep(step, { file: '', others: '[]', ...running });
const content = fileChange && 'after' in fileChange ? (fileChange.after ?? '') : '';
const write = 'change: Write /etc/sysctl.d/90-microcloud.conf, so that pods reach each other after every boot';

const others = {
  '/etc/sysctl.d/10-mine.conf': 'net.ipv4.ip_forward = 0\n',
  '/etc/sysctl.d/99-hardening.conf':
    '# Hardening\nnet.ipv4.ip_forward = 0\nnet/ipv4/conf/all/forwarding=0\nfs.inotify.max_user_watches=2000000\nfs.inotify.max_user_instances=512\nkernel.panic = 10\n',
};

describe('kernel settings', () => {
  itPlans(
    step,
    { file: fileAnswer(content), others: '[]', ...running },
    {
      'are right when the file and the running values are': { finds: [] },
      'are written for the next boot': {
        leaves: {
          '/etc/sysctl.d/90-microcloud.conf':
            /^net\.ipv4\.ip_forward = 1\n[\s\S]*^fs\.inotify\.max_user_watches = 1048576\n$/m,
        },
        calls: [],
        when: { file: '' },
        finds: [write],
      },
      'are set now': {
        leaves: { '/proc/sys/net/ipv4/ip_forward': '1\n', '/proc/sys/fs/inotify/max_user_instances': '8192\n' },
        calls: ['sysctl -qw net.ipv4.ip_forward=1', 'sysctl -qw fs.inotify.max_user_instances=8192'],
        when: { 'net/ipv4/ip_forward': '0\n', 'fs/inotify/max_user_instances': '128\n' },
        finds: [
          'change: Set net.ipv4.ip_forward to 1 [sysctl.forward]',
          'change: Set fs.inotify.max_user_instances to 8192 [sysctl.inotify]',
        ],
      },
      // Guides that harden a system, and Debian's own file, end in 99.
      'win over lines of others that would count at the next boot': {
        when: { others: filesAnswer(others) },
        real: ['others'],
        node: { files: others },
        finds: [
          'change: Take net.ipv4.ip_forward = 0, net/ipv4/conf/all/forwarding=0, fs.inotify.max_user_instances=512 out of /etc/sysctl.d/99-hardening.conf, which would win at every boot',
        ],
        leaves: {
          '/etc/sysctl.d/10-mine.conf': 'net.ipv4.ip_forward = 0\n',
          '/etc/sysctl.d/99-hardening.conf':
            /^# Hardening\n# microcloud, .*: net\.ipv4\.ip_forward = 0\n# .*\nfs\.inotify\.max_user_watches=2000000\n# .*=512\nkernel\.panic = 10\n$/,
        },
      },
      'may be higher where more does no harm': { when: { 'fs/inotify/max_user_watches': '2000000\n' }, finds: [] },
      'of the bridge wait for its module': {
        when: { 'net/bridge/bridge-nf-call-iptables': '', 'net/bridge/bridge-nf-call-ip6tables': '' },
        finds: [],
      },
    },
  );
});
