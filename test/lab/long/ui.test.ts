import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';
import { labDown } from '../../../lab/down.ts';
import type { RunningLab } from '../../../lab/up.ts';
import { requireTools } from '../../../scripts/tools.ts';
import { askPage } from '../../support/browser-request.ts';
import { type BrowserWindow, startChromium } from '../../support/chromium.ts';
import { freshLab, kubectl } from '../../support/cluster.ts';

const name = 'test-ui';
const program = resolve(import.meta.dirname, '../../../bin/run.js');
/** Where pictures are put for people to look at. */
const pictures = process.env.MICROCLOUD_TEST_PICTURES;
let lab: RunningLab;
let ui: ChildProcess;
let address: string;
before(async () => {
  await requireTools('browser');
  lab = await freshLab(name, 2);
  const home = join(lab.directory, 'home');
  const flags = ['ui', '--no-open', '--accept-new-host-keys', '-i', lab.inventory];
  ui = spawn(process.execPath, [program, ...flags], {
    env: { ...process.env, HOME: home, XDG_STATE_HOME: join(home, 'state'), SSH_AUTH_SOCK: '' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  assert.ok(ui.stdout);
  const { value } = await createInterface({ input: ui.stdout })[Symbol.asyncIterator]().next();
  assert.equal(typeof value, 'string', 'ui has ended');
  address = value ?? '';
});
after(async () => {
  ui.kill();
  await labDown({ name });
});

const text = "document.querySelector('main').innerText";
const says = (words: string) => `${text}.includes(${JSON.stringify(words)})`;
const click = (words: string) =>
  `[...document.querySelectorAll('button')].find((one) => one.textContent.includes(${JSON.stringify(words)})).click()`;

const looks = [
  ['360', { width: 360, height: 740, dark: false }],
  ['360-dark', { width: 360, height: 740, dark: true }],
  ['1280', { width: 1280, height: 800, dark: false }],
  ['1280-dark', { width: 1280, height: 800, dark: true }],
  ['projector', { width: 1920, height: 1080, dark: false }],
] as const;

/** Nothing is cut off on any screen; with MICROCLOUD_TEST_PICTURES=DIRECTORY there are pictures of it. */
async function fitsScreens(page: BrowserWindow, view: string): Promise<void> {
  for (const [screen, look] of looks) {
    await page.look(look);
    await page.until(`innerWidth === ${look.width}`);
    const wide = await page.run<string>(
      "[...document.querySelectorAll('body *')].filter((one) => one.getBoundingClientRect().right > innerWidth + 1).map((one) => one.outerHTML.slice(0, 80)).join()",
    );
    assert.equal(wide, '', `${view} on ${screen}`);
    if (pictures === undefined) continue;
    await mkdir(pictures, { recursive: true });
    await page.picture(join(pictures, `${view}-${screen}.png`));
  }
}

test('a person makes a cluster on the page of ui, and sees what lives in it', async (t) => {
  const page = await startChromium(t);
  await page.open(address);
  await page.until(says('Not in the cluster'), 120);
  await fitsScreens(page, 'nodes-before');

  await t.test('it lets in nobody else', async () => {
    assert.equal((await askPage(address)).status, 401);
    const { origin, pathname } = new URL(address);
    assert.equal((await askPage(`${origin}${pathname}api/status`)).status, 401);
  });

  await t.test('it is walked through by the keyboard', async () => {
    await page.run("document.querySelector('.skip').focus()");
    await page.press('Tab', 'Tab', 'Tab', 'Enter');
    await page.until("location.hash === '#changes' && document.activeElement.tagName === 'H2'");
    await page.press('Tab');
    assert.match(await page.run('document.activeElement.textContent'), /^Show what init would change/);
    await page.press('Enter');
    await page.until(says('Make these changes?'), 180);
    assert.equal(await page.run('document.activeElement.textContent'), 'This would change');
    await fitsScreens(page, 'plan');
  });

  await t.test('it makes the cluster after a yes', async () => {
    await page.run(click('Yes, make them'));
    await page.until(says('Changing the nodes'));
    await page.until(says('How it ended'), 1500);
    assert.match(await page.run(text), /2 of 2 nodes as the inventory says/);
    await fitsScreens(page, 'ended');
    await page.run("location.hash = 'nodes'");
    await page.until("document.querySelectorAll('article.card.good').length === 2", 120);
    assert.match(await page.run(text), /Load\s+[\d.]+ on \d+ core/);
    await fitsScreens(page, 'nodes');
  });

  await t.test('it follows what comes and goes, with its place in Cloudy and its log', async () => {
    await page.run("location.hash = 'services'");
    await page.until(says('coredns'), 120);
    await kubectl(lab, 'create', 'service', 'nodeport', 'wiki', '--tcp=80:80');
    await page.until(says('wiki'), 20);
    await page.until(says('shown as wiki by'), 120);
    await page.run('document.querySelector(\'[aria-label^="Log of kube-proxy"]\').click()');
    await page.until(
      "document.querySelector('pre.log')?.textContent.includes('kube-proxy') || document.querySelector('pre.log')?.textContent.length > 20",
      60,
    );
    await fitsScreens(page, 'services');
    await kubectl(lab, 'delete', 'service', 'wiki');
    await page.until(`!${says('(on nodes: ')}`, 20);
  });

  await t.test('it says what doctor says, and who uses the cluster', async () => {
    await page.run("location.hash = 'findings'");
    await page.until(says('checks on 2 of 2 nodes'), 120);
    await fitsScreens(page, 'findings');
    await page.run("location.hash = 'people'");
    await page.until(says('Nobody but the owner uses this cluster.'), 120);
    await fitsScreens(page, 'people');
  });

  await t.test('it asked nobody but its own server, and its policy had nothing to refuse', () => {
    const hosts = new Set(page.requests.map((one) => new URL(one).host));
    assert.deepEqual([...hosts], [new URL(address).host]);
    assert.deepEqual(page.complaints, []);
  });

  await t.test('it ends with Ctrl-C, and says so on the page', async () => {
    const ended = new Promise((settle) => ui.once('close', settle));
    ui.kill('SIGINT');
    assert.equal(await ended, 0);
    await page.until(says('it has ended'));
  });
});
