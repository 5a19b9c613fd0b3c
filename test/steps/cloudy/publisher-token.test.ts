import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { template } from '../../../src/resources/template.ts';
import { temporary } from '../../support/temporary.ts';

const script = template('publisher-token.sh', { ca: '/var/node/ca.crt' });

/** A node with pods, each by its namespace and name; the later ones are newer. */
function nodeWith(root: string, pods: Readonly<Record<string, string>>): void {
  mkdirSync(join(root, 'var/node'), { recursive: true });
  writeFileSync(join(root, 'var/node/ca.crt'), 'the cluster');
  for (const [index, [name, token]] of Object.entries(pods).entries()) {
    const uid = `0000-${index}`;
    const volume = join(root, 'var/lib/kubelet/pods', uid, 'volumes/kubernetes.io~projected/cloudy-publisher');
    mkdirSync(join(root, 'var/log/pods', `${name}_${uid}`), { recursive: true });
    mkdirSync(volume, { recursive: true });
    for (const [file, text] of [
      ['token', token],
      ['ca.crt', `what ${name} says`],
    ] as const) {
      writeFileSync(join(volume, file), text);
      utimesSync(join(volume, file), 1000 + index, 1000 + index);
    }
  }
}

function copied(root: string) {
  const out = join(root, 'run');
  mkdirSync(out);
  const once = script.replaceAll(/(?<![\w~])\/var\//g, `${root}/var/`).replace('sleep 5', 'exit 0');
  execFileSync('sh', ['-c', once], { env: { ...process.env, RUNTIME_DIRECTORY: out } });
  const read = (file: string) => readFileSync(join(out, file), 'utf8');
  return { token: read('token'), ca: read('ca.crt') };
}

describe("the publisher's token", () => {
  it("is that of its own newest pod, with the node's own certificate of the cluster", async (t) => {
    const root = await temporary(t);
    nodeWith(root, { 'microcloud_cloudy-publisher-a1b2c': 'old', 'microcloud_cloudy-publisher-d3e4f': 'new' });
    assert.deepEqual(copied(root), { token: 'new', ca: 'the cluster' });
  });

  for (const name of [
    'default_cloudy-publisher-x',
    'microcloud-evil_cloudy-publisher-x',
    'a_microcloud-cloudy-publisher-x',
  ]) {
    it(`is not that of the newer pod ${name}, which has a volume of the same name`, async (t) => {
      const root = await temporary(t);
      nodeWith(root, { 'microcloud_cloudy-publisher-a1b2c': 'ours', [name]: 'stolen' });
      assert.deepEqual(copied(root), { token: 'ours', ca: 'the cluster' });
    });
  }
});
