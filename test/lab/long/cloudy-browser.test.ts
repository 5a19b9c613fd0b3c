import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { appendFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { labDown } from '../../../lab/down.ts';
import { filesOf, passwordIn } from '../../../lab/state.ts';
import type { RunningLab } from '../../../lab/up.ts';
import { type BrowserWindow, startChromium } from '../../support/chromium.ts';
import { giveLogin, hasCloudy, listOn, needsCloudy } from '../../support/cloudy.ts';
import { freshLab, init, inside, until } from '../../support/cluster.ts';

const name = 'test-browser';
let lab: RunningLab;
let pages: string;
before(async () => {
  if (!hasCloudy) return;
  lab = await freshLab(name, 2);
  await giveLogin(lab);
  // A community, which is not encrypted: the stranger below is its only member so far.
  await appendFile(lab.inventory, `  serf: {join: ["${addressOf('pi-2')}:5001"]}\n`);
  await init(lab);
  pages = `http://${addressOf('pi-1')}:7000`;
});
after(() => labDown({ name }));

/** The address that a node has for good. */
const addressOf = (node: string) => `172.29.${lab.nodes[0]?.address.split('.')[2]}.1${node.at(-1)}`;

/** Texts that run in a browser, in PHP or in a shell, or turn what stands beside them, if nobody cleans them. */
const texts = [
  '<script>document.title="owned"</script>',
  '"><img src=x onerror=\'document.title="owned"\'>',
  "<?php touch('/run/owned-php'); ?>",
  "';touch /run/owned-sh;'\u001b\u202e",
];
const harmless = { s: 'web', d: 'd', m: 'm', i: '10.6.6.6', p: '80', e: 'e', t: 't' };
const entries = [
  ...texts.map((text) => ({ ...harmless, d: text, m: text, e: text, t: text })),
  { ...harmless, s: texts[0], p: texts[1] },
];

test('what a member of the community says does nothing in the browser of who looks', needsCloudy, async (t) => {
  const packed = execFileSync('bzip2', ['-9c'], { input: JSON.stringify(entries) }).toString('base64');
  const agent = `serf agent -node=stranger -bind=${addressOf('pi-2')}:5001 -rpc-addr=127.0.0.1:7474 -profile=lan`;
  const join = `-retry-join=${addressOf('pi-1')}:5000`;
  await inside(lab, 'pi-2', `systemd-run --unit=stranger ${agent} ${join} -tag 'services=${packed}'`);
  await until(async () => (await listOn(lab, 'pi-1')).some(({ i }) => i === '10.6.6.6'), 60);

  const browser = await startChromium(t);
  await logIn(browser);
  // As by a link of the page: typed addresses are refused, as a link from elsewhere would be.
  await browser.run('location.assign("/index.php/serf/search")');
  await browser.until('document.querySelector("#tableSerf td")', 60);
  await browser.until('document.body.innerText.includes("10.6.6.6")');
  assert.notEqual(await browser.run('document.title'), 'owned');
  // What was written as a tag would be one.
  const tags = 'document.querySelectorAll("#tableSerf :is(script, img, [onerror])").length';
  assert.equal(await browser.run(tags), 0);
  const html = await browser.run<string>('document.querySelector("#tableSerf").innerHTML');
  assert.doesNotMatch(html, /<\?php|touch \/run|\p{Cf}/u);
  assert.ok(!html.includes('\u001b'));
  assert.deepEqual(await owned(), []);
});

test('a page of somebody else changes nothing for whoever is logged in', {
  ...needsCloudy,
  timeout: 300_000,
}, async (t) => {
  const browser = await startChromium(t);
  await logIn(browser);

  const { url, close } = await otherSite();
  t.after(close);
  // The same machine is the same site for a browser, whatever the port: cookies go along.
  await inside(
    lab,
    'pi-1',
    `mkdir -p /run/beside && cat >/run/beside/index.html <<'END'\n${hostilePage('beside')}\nEND`,
  );
  await inside(lab, 'pi-1', 'systemd-run --unit=beside php -S 0.0.0.0:8099 -t /run/beside');
  const beside = pages.replace(':7000', ':8099');
  await until(async () => (await fetch(beside)).ok, 30);
  for (const site of [url, `${url}quiet`, beside]) {
    await browser.open(site);
    await browser.until('document.title === "tried"', 60);
    await browser.run('document.querySelector("a").click()');
    await browser.until(`location.href.startsWith("${pages}/")`, 30);
    assert.match(await browser.run('document.body.innerText'), /opens from the pages of this node only/);
  }
  assert.deepEqual(await owned(), []);

  // The same from the page itself is what the pages are for, and shows that the attack would work.
  await openFirstPage(browser);
  await browser.run(`fetch("${attack('control')}", {credentials: "include"}).then((answer) => answer.text())`);
  assert.deepEqual(await owned(), ['owned-control']);
});

/** One GET that is a root shell: the name of a package goes into a shell as it is. */
const attack = (mark: string) => `${pages}/index.php/default/realInstall/x;touch$%7BIFS%7Downed-${mark}`;

/** Everything that a page can do to another one without being allowed to read the answer. */
function hostilePage(mark: string, head = ''): string {
  return `<!doctype html>${head}<title>hostile</title>
<img src="${attack(`img-${mark}`)}">
<iframe src="${attack(`frame-${mark}`)}" name="inner"></iframe>
<form method="post" action="${attack(`form-${mark}`)}" target="inner"><input name="a" value="b"></form>
<a href="${attack(`link-${mark}`)}">a prize</a>
<script>
document.forms[0].submit();
const plain = fetch("${attack(`fetch-${mark}`)}", {mode: "no-cors", credentials: "include"}).catch(() => {});
const posted = fetch("${attack(`post-${mark}`)}", {method: "POST", mode: "no-cors", credentials: "include", body: "a=b"}).catch(() => {});
navigator.sendBeacon("${attack(`beacon-${mark}`)}", "a=b");
Promise.all([plain, posted, new Promise((next) => addEventListener("load", next))]).then(() => { document.title = "tried"; });
</script>`;
}

/** A site on this computer, with a page that says where it is from, and one that does not. */
async function otherSite() {
  const server = createServer(({ url }, response) => {
    const isQuiet = url === '/quiet';
    const head = isQuiet ? '<meta name="referrer" content="no-referrer">' : '';
    response.setHeader('content-type', 'text/html').end(hostilePage(isQuiet ? 'quiet' : 'other', head));
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/`, close: () => server.close() };
}

async function openFirstPage(browser: BrowserWindow): Promise<void> {
  await browser.open(pages);
  await browser.until(`location.href.startsWith("${pages}") && document.readyState === "complete"`);
}

async function logIn(browser: BrowserWindow): Promise<void> {
  await openFirstPage(browser);
  const form = JSON.stringify({ user: 'ada', password: await passwordIn(filesOf(lab.directory)) });
  await browser.run(`fetch("/", {method: "POST", body: new URLSearchParams(${form})}).then((answer) => answer.text())`);
}

/** The files that attacks leave where they come through, wherever they are. */
async function owned(): Promise<readonly string[]> {
  const found = await inside(
    lab,
    'pi-1',
    "find / -xdev -name 'owned-*' -printf '%f\\n'; find /run -name 'owned-*' -printf '%f\\n'",
  );
  return found.split('\n').filter(Boolean).sort();
}
