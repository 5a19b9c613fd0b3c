import { describe } from 'node:test';
import step from '../../../src/steps/kubernetes/k3s-images.ts';
import { k3sScope, programsAnswer } from '../../support/k3s.ts';
import { itPlans } from '../../support/rows.ts';

const name = 'k3s-airgap-images.tar.zst';
const scope = k3sScope();
const victoria = 'docker.io_victoriametrics_victoria-metrics_v1.151.0.tar';
const localPath = 'docker.io_rancher_local-path-provisioner_v0.0.30.tar';
const withAddons = k3sScope({ cluster: { addons: { monitoring: { node: 'pi-2' }, nfs: { node: 'pi-2' } } } });

/** Records of several files, and the files. */
const allOf = (files: Readonly<Record<string, string>>) => {
  const answers = Object.entries(files).map(([file, version]) => programsAnswer(version, file).split('== now\n'));
  return `${answers.map(([record]) => record).join('')}== now\n${answers.map(([, now]) => now).join('')}`;
};
const everything = { [name]: 'v1.35.4+k3s1', [victoria]: 'v1.151.0', [localPath]: 'v0.0.30' };

describe('the images of k3s', () => {
  itPlans(
    step,
    { architecture: 'arm64\n', installed: programsAnswer('v1.35.4+k3s1', name) },
    {
      'are there': { scope, finds: [] },
      'are brought': {
        when: { installed: '' },
        scope,
        finds: ['change: Bring the images of k3s v1.35.4+k3s1'],
      },
      'are brought anew for another version': {
        when: { installed: programsAnswer('v1.34.1+k3s1', name) },
        scope,
        finds: ['change: Bring the images of k3s v1.35.4+k3s1'],
      },
      'are brought for addons, too, since there may be no internet': {
        scope: withAddons,
        finds: [
          'change: Bring the image docker.io/victoriametrics/victoria-metrics:v1.151.0',
          'change: Bring the image docker.io/rancher/local-path-provisioner:v0.0.30',
        ],
      },
      'are there for addons': { when: { installed: allOf(everything) }, scope: withAddons, finds: [] },
      'go with their addons': {
        when: { installed: allOf(everything) },
        scope,
        finds: [victoria, localPath].map((file) => `change: Remove ${file}, whose image nothing needs any more`),
        leaves: Object.fromEntries(
          [victoria, localPath].flatMap((file) => [
            [`/var/lib/rancher/k3s/agent/images/${file}`, undefined],
            [`/var/lib/microcloud/programs/${file}`, undefined],
          ]),
        ),
      },
    },
  );
});
