import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it, type TestContext } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import { parseDocument } from 'yaml';
import { findBundleSource, prepareBundle } from '../../lab/bundle-source.ts';
import { bundleK3s } from '../../lab/k3s-bundle.ts';
import { type EmulatedLab, flashed } from '../support/emulated/emulated-lab.ts';
import type { EmulatedPi } from '../support/emulated/emulated-pi.ts';
import { type Person, personIn } from '../support/emulated/person.ts';
import type { Answer, Outcome } from '../support/terminal.ts';
import { typedLines } from '../support/typed-lines.ts';

const page = 'docs/first-cluster.md';
const lines = typedLines(page, '## 2. List the nodes', '## 4. Run something');
const releases = process.env.MICROCLOUD_LAB_K3S;
const down = '\x1b[B';

/** What Imager was told. */
const password = 'raspberry';
const sudo: Answer = ['Password of pi for sudo', password];

describe('the first steps of README on an empty card', { concurrency: false }, () => {
  let lab: EmulatedLab;
  let pi: EmulatedPi;
  let person: Person;

  before(async () => {
    // "the first one, which becomes the control plane, should have 2 GB"
    lab = await flashed('first-cluster', { cards: [{ password }], memoryMiB: 2048 });
    [pi] = lab.pis as [EmulatedPi];
    person = await personIn(lab.lan);
    await pi.on();
  });
  after(() => lab?.remove());

  it('are the same in README and on the first page', () => {
    const short = typedLines('README.md', '## Use it', '## Read on');
    assert.deepEqual(
      short.filter((line) => line.startsWith('microcloud ') && line !== 'microcloud ui'),
      lines.filter((line) => line !== 'microcloud inventory check'),
    );
  });

  it('begin with a card in a board that is switched on', () => pi.booted(1));

  for (const line of lines) {
    it(line, async (t) => {
      const { code, stdout } = await says(t, line, answersTo(line));
      assert.equal(code, 0, stdout);
      if (line === 'microcloud inventory init') await addBundle();
      if (line === 'microcloud init --dry-run') assert.equal(pi.boots.length, 1);
      if (line === 'microcloud init') assert.equal(pi.boots.length, 2);
    });
  }

  it('end with a cluster that answers kubectl', async (t) => {
    const { code, stdout } = await says(t, 'kubectl --context home get nodes');
    assert.equal(code, 0, stdout);
    assert.match(stdout, /^pi-1 +Ready +control-plane/m);
  });

  it('leave nothing for the second init', nothingToDo);

  for (const boot of [3, 4]) {
    it(`leave nothing for init after boot ${boot}`, async (t) => {
      await pi.sudo('systemctl --no-block reboot', pi.staticAddress);
      await pi.booted(boot, pi.staticAddress);
      await nothingToDo(t);
      const { stdout } = await says(t, 'kubectl --context home get nodes');
      assert.match(stdout, /^pi-1 +Ready +control-plane/m);
    });
  }

  async function nothingToDo(t: TestContext): Promise<void> {
    // A question that nobody answers would be waited for.
    const { code, stdout } = await says(t, 'microcloud init', [sudo, ['Make these changes?', 'n']]);
    assert.equal(code, 0, stdout);
    assert.match(stdout, /; nothing to do\./);
  }

  /** Questions, and what a person says who has read so far. */
  function answersTo(line: string): readonly Answer[] {
    if (line === 'microcloud init --dry-run') return [['Trust it? yes/no', 'yes'], sudo];
    if (line === 'microcloud init') return [sudo, ['Make these changes?', 'y']];
    if (line !== 'microcloud inventory init') return [sudo];
    const { subnet, gateway } = lab.lan.plan;
    return [
      ['Name of the cluster', 'home'],
      ['Which Kubernetes', releases ? '' : down],
      ['Network of the nodes', subnet],
      ['Address of the router', gateway],
      ['Set fixed addresses', 'y'],
      ['How many nodes', '1'],
      ['name', pi.name],
      ['address now', pi.address],
      ['address for good', pi.staticAddress],
      ['Login user', ''],
      ['Do they want a password', ''],
      ['Nodes of the Cloudy', ''],
    ];
  }

  /** Adds what docs/without-internet.md tells places without internet, which this machine may be. */
  async function addBundle(): Promise<void> {
    const hasK3s = Boolean(releases);
    const bundle = await prepareBundle(await findBundleSource({ hasK3s }), console.log);
    const k3s = releases ? await bundleK3s(releases, lab.lan.files.directory, bundle.directory) : undefined;
    const path = join(person.home, 'inventory.yaml');
    const document = parseDocument(await readFile(path, 'utf8'));
    const [version, directory, sums] = k3s
      ? [k3s.version, k3s.bundle, k3s.sums]
      : [bundle.kubernetes, bundle.directory, bundle.sums];
    if (version) document.setIn(['cluster', 'version'], version);
    if (directory) document.set('artifacts', { bundle: directory, sums });
    if (!bundle.hasCloudy) document.setIn(['cloudy', 'install'], 'agent');
    await writeFile(path, document.toString());
  }

  async function says(t: TestContext, line: string, answers: readonly Answer[] = []): Promise<Outcome> {
    const began = Date.now();
    const outcome = await person.types(line, answers);
    const seconds = Math.round((Date.now() - began) / 1000);
    t.diagnostic(`${line}: ${seconds} s, exit code ${outcome.code}\n${lastLines(outcome.stdout)}`);
    return outcome;
  }
});

/** What is left on the screen, about: rows that were drawn anew show as they were last. */
function lastLines(screen: string, count = 60): string {
  const lines = stripVTControlCharacters(screen).split('\n');
  return lines
    .map((line) => line.trimEnd().split('\r').at(-1) ?? '')
    .slice(-count)
    .join('\n');
}
