import { describe } from 'node:test';
import step from '../../../src/steps/preflight/architecture.ts';
import { makeScope } from '../../support/plan.ts';
import { itPlans } from '../../support/rows.ts';

const k3s = makeScope({ cluster: { distribution: 'k3s' } });

describe('architecture', () => {
  itPlans(
    step,
    { architecture: 'arm64\n', machine: 'aarch64\n' },
    {
      'takes 64-bit systems': { finds: [] },
      'refuses kubeadm on a 32-bit system, even under a 64-bit kernel': {
        when: { architecture: 'armhf\n' },
        finds: [
          'problem: kubeadm does not run on armhf: Kubernetes has no 32-bit programs for nodes since version 1.27',
        ],
      },
      'takes k3s on a 32-bit system': { when: { architecture: 'armhf\n' }, scope: k3s, finds: [] },
      'refuses ARMv6 whatever the distribution': {
        when: { architecture: 'armhf\n', machine: 'armv6l\n' },
        scope: k3s,
        finds: [
          'problem: it is an ARMv6 board (Pi 1, Zero or Zero W), which neither Kubernetes nor k3s runs on [hw.armv6]',
        ],
      },
      'refuses what nobody builds for': {
        when: { architecture: 'riscv64\n', machine: 'riscv64\n' },
        finds: ['problem: its system is built for riscv64; amd64, arm64, armhf are supported'],
      },
    },
  );
});
