import assert from 'node:assert/strict';
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { appendFile, mkdir, readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { labDown } from '../../../lab/down.ts';
import type { RunningLab } from '../../../lab/up.ts';
import { requireTools } from '../../../scripts/tools.ts';
import { askPage } from '../../support/browser-request.ts';
import { type BrowserWindow, startChromium } from '../../support/chromium.ts';
import { freshLab, inside, kubectl } from '../../support/cluster.ts';
import { bundleWith } from '../../support/further-bundle.ts';

const name = 'test-ui';
const program = resolve(import.meta.dirname, '../../../bin/run.js');
/** Where pictures are put for people to look at. */
const pictures = process.env.MICROCLOUD_TEST_PICTURES;
let lab: RunningLab;
let ui: ChildProcess;
let address: string;
before(async () => {
  await requireTools('browser');
  const bundle = await bundleWith('addons');
  lab = await freshLab(name, 2, bundle === undefined ? {} : { bundle });
  const home = join(lab.directory, 'home');
  const flags = ['ui', '--no-open', '--accept-new-host-keys', '-i', lab.inventory];
  ui = spawn(process.execPath, [program, ...flags], {
    // Here the kubeconfigs of people come to lie.
    cwd: lab.directory,
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

const go = (view: string) => `location.hash = '${view}'`;
/** A command beside which the page has a button that starts it. */
const startOf = (command: string) => `[aria-label^="Show what it would change: microcloud ${command}"]`;

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

  await t.test('it cures what doctor cures, after the same plan and question', async () => {
    const file = '/etc/modules-load.d/microcloud.conf';
    await inside(lab, 'pi-2', `rm ${file}`);
    await page.run(go('findings'));
    const started = startOf('doctor --fix --only pi-2');
    await page.until(`document.querySelector('${started}')`, 120);
    await fitsScreens(page, 'cure');
    await page.run(`document.querySelector('${started}').click()`);
    await page.until(says('Make these changes?'), 120);
    assert.match(await page.run(text), /doctor --fix --only pi-2 [\s\S]*Write \/etc\/modules-load\.d/);
    assert.equal(await inside(lab, 'pi-2', `test -e ${file} || echo gone`), 'gone\n');
    await page.run(click('Yes, make them'));
    await page.until(says('How it ended'), 300);
    assert.match(await page.run(text), /Done\. Look at the findings again\./);
    assert.match(await inside(lab, 'pi-2', `cat ${file}`), /br_netfilter/);
    await page.run(go('findings'));
    await page.until(`${says('checks on 2 of 2 nodes')} && !document.querySelector('${started}')`, 120);
  });

  await t.test('it switches an addon on and off by its line of the inventory, and overwrites nobody', async () => {
    const now = () => readFile(lab.inventory, 'utf8');
    const before = await now();
    const plan = async (button: string) => {
      await page.run(go('addons'));
      await page.until(says(button));
      await page.run(click(button));
      await page.until(says('Write these lines, and make these changes?'), 180);
    };
    await page.run(go('addons'));
    await page.until(says('about 15 MiB of memory on one node'));
    await fitsScreens(page, 'addons');
    await plan('Switch storage on');
    assert.match(await page.run(text), /^\+ {2}addons: \{storage: true\}$/m);
    assert.match(await page.run(text), /Deploy storage \(about 15 MiB of memory on one node\)/);
    await fitsScreens(page, 'addon');
    assert.equal(await now(), before);

    await appendFile(lab.inventory, '# theirs\n');
    await page.run(click('Yes, make them'));
    await page.until(says('was changed meanwhile: it stays as it is now'), 60);
    assert.equal(await now(), `${before}# theirs\n`);

    await plan('Switch storage on');
    await page.run(click('No'));
    await page.until(says('Nothing was changed.'), 60);
    assert.equal(await now(), `${before}# theirs\n`);

    await plan('Switch storage on');
    await page.run(click('Yes, make them'));
    await page.until(says('How it ended'), 600);
    assert.match(await page.run(text), /2 of 2 nodes as the inventory says/);
    await fitsScreens(page, 'addon-ended');
    assert.match(await kubectl(lab, 'get storageclasses -o name'), /^storageclass\.storage\.k8s\.io\/local-path$/m);
    await kubectl(lab, '-n local-path-storage rollout status deployment/local-path-provisioner --timeout=60s');
    assert.match(await now(), /^ {2}addons: \{storage: true\}$/m);
    await page.run(go('addons'));
    await page.until(says('Switch storage off'));
    await page.run(click('Switch storage off'));
    await page.until(says('Write these lines'), 180);
    assert.match(await page.run(text), /^- {2}addons: \{storage: true\}$/m);
    await page.run(click('Yes, make them'));
    await page.until(says('How it ended'), 600);
    assert.match(await page.run(text), /2 of 2 nodes as the inventory says/);
    assert.equal(await now(), `${before}# theirs\n`);
    assert.equal(await kubectl(lab, 'get storageclasses -o name'), '');
  });

  await t.test('it lets a person in, and says where the kubeconfig lies', async () => {
    await page.run(go('people'));
    await page.until(says('Add a person'));
    await page.run("document.querySelector('form input').focus()");
    await page.type('ismael');
    await page.press('Tab');
    await page.type('wiki shop');
    await fitsScreens(page, 'add-person');
    await page.press('Enter');
    await page.until(says('Write these lines, and make these changes?'), 120);
    const planned = await page.run<string>(text);
    assert.match(planned, /^\+ {2}- name: ismael$/m);
    assert.match(planned, /microcloud user add ismael --namespace wiki --namespace shop --role edit --quota small/);
    assert.match(planned, /ismael may edit wiki and edit shop until/);
    await fitsScreens(page, 'person');
    const file = join(lab.directory, `${name}-ismael.yaml`);
    await assert.rejects(stat(file), { code: 'ENOENT' });
    await page.run(click('Yes, make them'));
    await page.until(says('How it ended'), 300);
    assert.match(await page.run(text), /1 of 1 node done/);
    assert.ok((await page.run<string>(text)).includes(`${file} (only for its owner to read)`));
    await fitsScreens(page, 'person-ended');
    assert.equal((await stat(file)).mode & 0o777, 0o600);
    const can = ['auth', 'can-i', 'create', 'pods', '--namespace', 'shop'];
    assert.equal((await promisify(execFile)('kubectl', ['--kubeconfig', file, ...can])).stdout, 'yes\n');
    await page.run(go('people'));
    await page.until(says('Certificate ends'), 120);
    assert.match(await readFile(lab.inventory, 'utf8'), /^# theirs$[\s\S]*- name: ismael$/m);
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
