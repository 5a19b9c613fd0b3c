import { describe } from 'node:test';
import { Version } from '../../../src/distributions/version.ts';
import step from '../../../src/steps/preflight/containerd-version.ts';
import { fixture } from '../../support/fixture.ts';
import { fileAnswer, makeScope } from '../../support/plan.ts';
import { itPlans } from '../../support/rows.ts';

const release = fileAnswer(fixture('pi-4-raspios-trixie/os-release'));
const bullseye = fileAnswer('VERSION_ID="11"\nVERSION_CODENAME=bullseye\nID=raspbian\n');
const base = { release, debian: '1.7.24~ds1-6+deb13u1', docker: '' };
const asks = (version: string) => makeScope({ cluster: { version: Version.of(version) } });
const tooOldFor = (version: string, wanted: string) =>
  `problem: containerd ${version} is too old for Kubernetes ${wanted}: kubelet needs 2.0 from 1.38 on`;
const tooOld = (version: string) => [`problem: containerd ${version} is too old: Kubernetes needs 1.6.`];

describe("containerd's version", () => {
  itPlans(step, base, {
    'of trixie does': { finds: [] },
    'of trixie does before apt brings it': { when: { debian: '' }, finds: [] },
    'of bullseye is refused': { when: { debian: '1.4.13~ds1-1~deb11u4' }, finds: tooOld('1.4.13~ds1-1~deb11u4') },
    'of bullseye is refused before apt brings it': { when: { debian: '', release: bullseye }, finds: tooOld('1.4') },
    "of Docker's package does on bullseye": { when: { debian: '', docker: '1.7.27-1', release: bullseye }, finds: [] },
    'before 1.6 is refused': { when: { debian: '1.5.9-0' }, finds: tooOld('1.5.9-0') },
    'of bookworm is good enough': { when: { debian: '1.6.20~ds1-1+deb12u1' }, finds: [] },
    "of Docker's package counts where both are known": {
      when: { debian: '1.4.13~ds1-1~deb11u4', docker: '1.7.27-1' },
      finds: [],
    },
    'of trixie is the last that does for 1.37': { scope: asks('1.37.99'), finds: [] },
    'of trixie does not do for 1.38': {
      scope: asks('1.38.0'),
      finds: [tooOldFor('1.7.24~ds1-6+deb13u1', '1.38.0')],
    },
    'of bookworm does not do for 1.38 before apt brings it': {
      when: { debian: '' },
      scope: asks('1.38.0'),
      finds: [tooOldFor('1.7', '1.38.0')],
    },
    "of Docker's package may do for what comes later": {
      when: { docker: '2.4.2-1' },
      scope: asks('1.39.1'),
      finds: [],
    },
    'does not matter for k3s 1.38': {
      scope: makeScope({ cluster: { distribution: 'k3s', version: Version.of('1.38.0+k3s1') } }),
      finds: [],
    },
    'does not matter for k3s': {
      when: { debian: '1.4.13~ds1-1~deb11u4' },
      scope: makeScope({ cluster: { distribution: 'k3s' } }),
      finds: [],
    },
  });
});
