// What README and the first page tell a new user to type, word by word, on a machine that has no Node.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { globSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { after, before, describe, it, type TestContext } from 'node:test';
import { promisify, stripVTControlCharacters } from 'node:util';
import { parse, parseDocument } from 'yaml';
import { findBundleSource, prepareBundle } from '../../../lab/bundle-source.ts';
import { labDown } from '../../../lab/down.ts';
import { filesOf, labDirectory, passwordIn } from '../../../lab/state.ts';
import type { RunningLab } from '../../../lab/up.ts';
import { requireTools } from '../../../scripts/tools.ts';
import type { InventoryFile } from '../../../src/inventory/schema.ts';
import { type BareMachine, bareMachine, giveKey } from '../../support/bare-machine.ts';
import { cutPower, flash } from '../../support/cards.ts';
import { startChromium } from '../../support/chromium.ts';
import { listOn } from '../../support/cloudy.ts';
import { freshLab } from '../../support/cluster.ts';
import { bringExampleImage } from '../../support/examples.ts';
import { serveFiles } from '../../support/file-server.ts';
import type { Answer } from '../../support/terminal.ts';
import { typedLines } from '../../support/typed-lines.ts';
import { until } from '../../support/until.ts';

const exec = promisify(execFile);
const root = resolve(import.meta.dirname, '../../..');
const name = 'test-without-node';
const pictures = process.env.MICROCLOUD_TEST_PICTURES;
const downKey = '\x1b[B';
const first = typedLines('README.md', '## Use it', '## Read on');
const then = typedLines('docs/first-cluster.md', '## 4. Run something', '## k3s or kubeadm');

describe('the lines of README on a machine without Node', { concurrency: false }, () => {
  let lab: RunningLab;
  let machine: BareMachine;
  let password: string;
  let served: Awaited<ReturnType<typeof serveFiles>>;

  before(async () => {
    await requireTools('browser');
    await exec(process.execPath, [join(root, 'scripts/executable.ts')]);
    await exec(process.execPath, [join(root, 'scripts/debian-package.ts')]);
    const made = bareMachine(`${labDirectory(name)}-machine`, 'trixie').then((one) => {
      machine = one;
    });
    [lab] = await Promise.all([freshLab(name, 3), made]);
    password = await passwordIn(filesOf(lab.directory));
    await giveKey(machine, filesOf(lab.directory).key);
    // In the place of the page "Releases", and of dl.k8s.io.
    const [kubectl = ''] = globSync(`${await bundle()}/dl.k8s.io/release/*/bin/linux/*/kubectl`);
    served = await serveFiles(new Map([deb(), kubectl].map((file) => [basename(file), file])));
  });
  after(async () => {
    await served?.close();
    await labDown({ name });
    await machine?.remove();
  });

  it('begin without it', async (t) => {
    const { code, screen } = await types(t, 'command -v node npm microcloud');
    assert.notEqual(code, 0, screen);
    await done(t, `curl -fsSO ${served.address}/${basename(deb())}`);
  });

  for (const line of first) {
    if (line === 'microcloud ui') it('microcloud ui', look);
    else
      it(line, async (t) => {
        await done(t, line, answersTo(line));
        if (line === 'microcloud inventory init') await addWhatLabsNeed();
      });
  }

  it('end with a cluster that answers kubectl', async (t) => {
    await done(t, `curl -fsSO ${served.address}/kubectl && sudo install kubectl /usr/local/bin`);
    const screen = await done(t, 'kubectl --context home get nodes');
    for (const node of nodes) assert.match(screen, new RegExp(`^${node} +Ready`, 'm'));
  });

  it('go on with a Service, which every node answers and Cloudy lists', async (t) => {
    await bringExampleImage(lab, nodes);
    for (const line of then.slice(0, -1)) await done(t, line);
    await until(async () => assert.match(await page(1), /Directory listing/), 180);
    for (const number of [2, 3]) await until(async () => assert.match(await page(number), /Directory listing/), 30);
    await until(async () => {
      for (const node of nodes)
        assert.ok(
          (await listOn(lab, node)).some(({ d }) => d === 'hello'),
          node,
        );
    }, 120);
    assert.equal(then.at(-1), 'microcloud publisher status');
    const screen = await done(t, 'microcloud publisher status', [sudo()]);
    assert.match(screen, /default\/hello .* by pi-\d as 172\.29\.\d+\.1\d:3\d{4}/);
  });

  it('cure a node that has died, by what doctor says', async (t) => {
    cutPower(lab, 'pi-3');
    const dead = await types(t, 'microcloud doctor', [sudo()]);
    assert.equal(dead.code, 3, dead.screen);
    assert.match(dead.screen, /^! pi-3: /m);
    // Its card was dead, too: another one is in the board.
    await flash(lab, 'pi-3');
    const typed: string[] = [];
    for (let tries = 0; tries < 6; tries++) {
      const { screen } = await types(t, 'microcloud doctor', [trust('pi-3'), sudo()]);
      const advice = adviceAbout('pi-3', screen);
      if (advice === undefined) break;
      typed.push(advice);
      await types(t, advice, [trust('pi-3'), sudo(), ['Make these changes?', 'y']]);
    }
    t.diagnostic(`typed: ${typed.join('; ')}`);
    assert.equal(typed.at(-1), 'microcloud init --only pi-3', typed.join('\n'));
    // No registry is in reach here; kubelet asks again for an image after five minutes at most.
    await bringExampleImage(lab, ['pi-3']);
    await until(async () => assert.match(await page(3), /Directory listing/), 330);
    const screen = await done(t, 'kubectl get nodes');
    assert.equal(screen.match(/^pi-\d +Ready/gm)?.length, 3, screen);
  });

  const nodes = ['pi-1', 'pi-2', 'pi-3'];
  const trust = (node: string): Answer => [`The host key of ${node}`, 'yes'];
  const sudo = (): Answer => ['Password of pi for sudo', password];
  const deb = () => globSync(join(root, 'build/microcloud_*.deb'))[0] ?? '';
  const bundle = async () => (await prepareBundle(await findBundleSource(), () => {})).directory;

  /** Questions, and what a person says who has read so far. */
  function answersTo(line: string): readonly Answer[] {
    if (line.startsWith('sudo apt ')) return [['Continue? [Y/n]', 'y']];
    if (line === 'microcloud init --dry-run') return [...nodes.map(trust), sudo()];
    if (line === 'microcloud init') return [sudo(), ['Make these changes?', 'y']];
    if (line !== 'microcloud inventory init') return [sudo()];
    const net = (lab.nodes[0]?.address ?? '').replace(/\.\d+$/, '');
    return [
      ['Name of the cluster', 'home'],
      ['Which Kubernetes', downKey],
      ['Network of the nodes', `${net}.0/24`],
      ['Address of the router', `${net}.1`],
      ['Set fixed addresses', 'y'],
      ['How many nodes', '3'],
      ...lab.nodes.flatMap(({ address }, index): Answer[] => {
        const which = index === 0 ? 'Node 1 (the control plane)' : `Node ${index + 1}`;
        return [
          [`${which}: name`, ''],
          [`${which}: address now`, address],
          [`${which}: address for good`, `${net}.${11 + index}`],
        ];
      }),
      ['Login user', ''],
      ['Do they want a password', ''],
      ['Nodes of the Cloudy', ''],
    ];
  }

  /** Adds what docs/without-internet.md tells places without internet, and what containers need that are no boards. */
  async function addWhatLabsNeed(): Promise<void> {
    const labs: InventoryFile = parse(await readFile(lab.inventory, 'utf8'));
    const file = join(machine.home, 'inventory.yaml');
    const document = parseDocument(await readFile(file, 'utf8'));
    for (const [key, value] of Object.entries(labs.cluster))
      if (!['name', 'distribution'].includes(key)) document.setIn(['cluster', key], value);
    if (labs.defaults?.swap) document.setIn(['defaults', 'swap'], labs.defaults.swap);
    if (labs.cloudy) document.set('cloudy', labs.cloudy);
    if (labs.artifacts?.bundle) {
      await exec('cp', ['--archive', '--link', labs.artifacts.bundle, join(machine.home, 'bundle')]);
      document.set('artifacts', { ...labs.artifacts, bundle: './bundle' });
    }
    await writeFile(file, document.toString());
  }

  /** Looks at the page as a person does: it asks for the password that the nodes want. */
  async function look(t: TestContext): Promise<void> {
    const ui = machine.opens('microcloud ui');
    const [address] = await ui.until(/http:\/\/127\.0\.0\.1:\d+\/\S+/);
    const browser = await startChromium(t);
    await browser.look({ width: 1280, height: 800, dark: false });
    await browser.open(address);
    await browser.until("document.querySelector('dialog input[type=password]')", 60);
    await browser.run("document.querySelector('dialog input').focus()");
    await browser.type(password);
    await browser.press('Enter');
    await browser.until("document.querySelectorAll('article.card.good').length === 3", 180);
    if (pictures) {
      await mkdir(pictures, { recursive: true });
      await browser.picture(join(pictures, 'page.png'));
    }
    ui.press('\x03');
    assert.equal((await ui.ended).code, 0);
  }

  async function page(number: number): Promise<string> {
    const net = (lab.nodes[0]?.address ?? '').replace(/\.\d+$/, '');
    const { stdout } = await machine.types('kubectl get service hello');
    const [, port] = /8080:(\d+)\/TCP/.exec(stdout) ?? [];
    const answer = await fetch(`http://${net}.${10 + number}:${port}/`, { signal: AbortSignal.timeout(3000) });
    return answer.text();
  }

  /** Types a line that must end well. */
  async function done(t: TestContext, line: string, answers: readonly Answer[] = []): Promise<string> {
    const { code, screen } = await types(t, line, answers);
    assert.equal(code, 0, `${line}:\n${screen}`);
    return screen;
  }

  async function types(t: TestContext, line: string, answers: readonly Answer[] = []) {
    const began = Date.now();
    const { code, stdout } = await machine.types(line, answers);
    // A line that is drawn anew begins anew.
    const screen = stripVTControlCharacters(stdout).replaceAll('\r\n', '\n').replaceAll('\r', '\n');
    const seconds = Math.round((Date.now() - began) / 1000);
    t.diagnostic(`${line}: ${seconds} s, exit code ${code}\n${screen.split('\n').slice(-40).join('\n')}`);
    return { code, screen };
  }
});

/** What doctor says to type first about a node; undefined where it finds nothing there. On a terminal it has lines of its own. */
function adviceAbout(node: string, screen: string): string | undefined {
  const findings = screen.split(/^(?=[!~] )/m).filter((text) => text.startsWith(`! ${node}: `));
  // "Try: If you flashed its card again: COMMAND"
  return findings.map((text) => /Try: (?:If [^:]+: )?(.+?)(?= — or: | {2}\[|\n)/.exec(text)?.[1]).find(Boolean);
}
