import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { template } from '../../../src/resources/template.ts';
import { temporary } from '../../support/temporary.ts';

const volume = 'volumes/kubernetes.io~projected/cloudy-pages';

/** The token that the program is given on a node with pods, each by its namespace and name; the later ones are newer. */
function tokenOf(root: string, pods: Readonly<Record<string, string>>): string {
  for (const [index, [name, token]] of Object.entries(pods).entries()) {
    const uid = `0000-${index}`;
    const folder = join(root, 'var/lib/kubelet/pods', uid, volume);
    mkdirSync(join(root, 'var/log/pods', `${name}_${uid}`), { recursive: true });
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'token'), token);
    utimesSync(join(folder, 'token'), 1000 + index, 1000 + index);
  }
  const script = template('cloudy-applications.sh', {})
    .replaceAll(' /var/', ` ${root}/var/`)
    .replaceAll('"/var/', `"${root}/var/`)
    .replace(/^exec .*/m, 'printf "%s" "$CLOUDY_APPLICATIONS_TOKEN"');
  return execFileSync('sh', ['-c', script], { encoding: 'utf8' });
}

describe("the token of Cloudy's page of applications", () => {
  it('is that of the newest pod of its own', async (t) => {
    const root = await temporary(t);
    const pods = { 'microcloud_cloudy-pages-a1b2c': 'old', 'microcloud_cloudy-pages-d3e4f': 'new' };
    assert.equal(tokenOf(root, pods), join(root, 'var/lib/kubelet/pods/0000-1', volume, 'token'));
  });

  it('is none where no such pod runs', async (t) => {
    const root = await temporary(t);
    assert.equal(tokenOf(root, { 'default_cloudy-pages-x': 'stolen' }), '');
  });

  for (const name of ['default_cloudy-pages-x', 'microcloud-evil_cloudy-pages-x', 'a_microcloud-cloudy-pages-x']) {
    it(`is not that of the newer pod ${name}, which has a volume of the same name`, async (t) => {
      const root = await temporary(t);
      const token = tokenOf(root, { 'microcloud_cloudy-pages-a1b2c': 'ours', [name]: 'stolen' });
      assert.equal(token, join(root, 'var/lib/kubelet/pods/0000-0', volume, 'token'));
    });
  }
});
