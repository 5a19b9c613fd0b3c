// The page of `ui` with all that it can show, for people who do not see it, use no mouse, or have another screen.
import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { before, test } from 'node:test';
import axe from 'axe-core';
import { requireTools } from '../../../scripts/tools.ts';
import { type BrowserWindow, type Heard, startChromium } from '../../support/chromium.ts';
import { passwordAsked, shownPage, stages, yesAsked } from '../../support/shown-page.ts';
import { until } from '../../support/until.ts';

before(() => requireTools('browser'));

/** Where pictures are put for people to look at. */
const pictures = process.env.MICROCLOUD_TEST_PICTURES;
const views = ['nodes', 'findings', 'changes', 'services', 'people', 'addons'] as const;
const screens = [360, 768, 1280, 1920];

/** How a view says that all of it is there. */
const seen = {
  nodes: "document.querySelectorAll('article').length === 4",
  findings: "document.querySelectorAll('article').length === 2",
  changes: "document.querySelector('button.main')",
  services:
    "document.querySelector('[aria-label^=\"Log of\"]') && document.body.innerText.includes('shown as Our_wiki')",
  people: "document.querySelectorAll('article').length === 2",
  addons: "document.querySelectorAll('article').length > 3",
} as const;

async function opened(page: BrowserWindow, view: (typeof views)[number]): Promise<void> {
  await page.run(`location.hash = '${view}'`);
  await page.until(seen[view]);
}

/** What axe-core finds: the rules of WCAG 2.2, levels A and AA, and what its authors recommend beside them. */
async function faults(page: BrowserWindow): Promise<readonly string[]> {
  if (!(await page.run('Boolean(window.axe)'))) await page.run(axe.source);
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
  return page.run(`axe.run(document, { runOnly: ${JSON.stringify(tags)} }).then(({ violations }) =>
    violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => [id, html.slice(0, 120), failureSummary].join('\\n'))))`);
}

/** What stands out to the right of the screen. */
const tooWide = `[...document.querySelectorAll('body *')]
  .filter((one) => one.getBoundingClientRect().right > innerWidth + 1 && !one.closest('pre'))
  .map((one) => one.outerHTML.slice(0, 80))`;

/** The names of all that can be pressed or filled in, in the order in which they are heard. */
const named = (all: readonly Heard[]) =>
  all.filter(({ properties }) => properties.focusable === true && properties.hiddenRoot !== true);

async function fitsEverybody(page: BrowserWindow, what: string): Promise<void> {
  if (pictures) await mkdir(pictures, { recursive: true });
  for (const dark of [false, true])
    for (const width of screens) {
      await page.look({ width, height: 800, dark });
      await page.until(`innerWidth === ${width}`);
      if (pictures) await page.picture(join(pictures, `${what}-${width}${dark ? '-dark' : ''}.png`));
      assert.deepEqual(await page.run(tooWide), [], `${what}, ${width} px`);
      assert.deepEqual(await faults(page), [], `${what}, ${width} px, ${dark ? 'dark' : 'light'}`);
    }
}

test('the page of ui is for everybody', async (t) => {
  const { address, tell, sent } = await shownPage(t);
  const page = await startChromium(t);
  await page.look({ width: 1280, height: 800, dark: false });
  await page.open(address);

  for (const view of views)
    await t.test(`${view}: fits every screen, with colours that can be told apart`, async () => {
      await opened(page, view);
      await fitsEverybody(page, view);
    });

  await t.test('what is wrong would be found', async () => {
    await opened(page, 'nodes');
    // The page's policy lets in no style of an attribute.
    await page.run(`(() => {
      const wrong = document.querySelector('main').appendChild(document.createElement('div'));
      wrong.id = 'wrong';
      wrong.innerHTML = '<p>pale</p><input><p>wide</p>';
      Object.assign(wrong.firstChild.style, { color: '#999', background: '#aaa' });
      Object.assign(wrong.lastChild.style, { width: '3000px', maxWidth: 'none' });
    })()`);
    const found = (await faults(page)).map((fault) => fault.split('\n')[0] ?? '');
    assert.ok(
      ['color-contrast', 'label'].every((rule) => found.includes(rule)),
      found.join(),
    );
    assert.equal((await page.run<readonly string[]>(tooWide)).length, 1);
    assert.equal(named(await page.heard()).filter(({ role, name }) => role === 'textbox' && name === '').length, 1);
    await page.run("document.querySelector('#wrong').remove()");
  });

  await t.test(
    'it is heard in parts, with headings that lead to them, and every button says what it does',
    async () => {
      for (const view of views) {
        await opened(page, view);
        const all = await page.heard();
        const of = (role: string) => all.filter((one) => one.role === role);
        for (const role of ['banner', 'navigation', 'main', 'contentinfo']) assert.equal(of(role).length, 1, role);
        const levels = of('heading').map(({ properties }) => Number(properties.level));
        assert.equal(levels.filter((level) => level === 1).length, 1);
        levels.reduce((last, level) => {
          assert.ok(level <= last + 1, `${view}: a heading of level ${level} below one of level ${last}`);
          return level;
        }, 0);
        const silent = named(all).filter(({ role, name }) => name.trim() === '' && role !== 'RootWebArea');
        assert.deepEqual(silent, [], view);
        const twice = of('button').map(({ name }) => name);
        assert.deepEqual([...new Set(twice)], twice, `${view}: two buttons have the same name`);
        if (view !== 'changes') assert.ok(of('status').length > 0, `${view} says that it looks`);
        const title = await page.run<string>('document.title');
        assert.match(title, new RegExp(`^${view}`, 'i'));
      }
    },
  );

  await t.test('it is reached by Tab alone, from top to bottom, and one sees where one is', async () => {
    for (const view of views) {
      await opened(page, view);
      await page.run("document.querySelector('.skip').focus()");
      const wanted = await page.run<number>(
        '[...document.querySelectorAll(\'a[href], button:enabled, input, select, summary, [tabindex="0"]\')].filter((one) => one.checkVisibility()).length',
      );
      for (let at = 1; at < wanted; at++) {
        await page.press('Tab');
        const where = await page.run<{ html: string; order: boolean; outline: string; inside: boolean }>(`(() => {
          const one = document.activeElement, box = one.getBoundingClientRect(), last = window.lastOne;
          window.lastOne = one;
          const top = document.elementFromPoint(Math.max(box.left, 0) + Math.min(box.width, innerWidth) / 2, box.top + Math.min(box.height / 2, 20));
          return { html: one.outerHTML.slice(0, 100),
            order: !last?.isConnected || Boolean(last.compareDocumentPosition(one) & 4),
            outline: getComputedStyle(one).outlineStyle,
            inside: one.contains(top) };
        })()`);
        assert.equal(where.outline, 'solid', `${view}: ${where.html} does not show that it has the focus`);
        assert.ok(where.order || at === 1, `${view}: ${where.html} comes out of order`);
        assert.ok(where.inside, `${view}: something lies over ${where.html}`);
      }
    }
  });

  await t.test('its changes are heard as they come: the plan, how far it is, and the end', async () => {
    await opened(page, 'changes');
    const focused = () => page.run<string>('document.activeElement.textContent');
    tell('change', stages.looking);
    await page.until("document.body.innerText.includes('Asking the nodes')");
    tell('change', stages.planned);
    await page.until("document.activeElement.textContent === 'This would change'");
    await fitsEverybody(page, 'plan');
    await page.run(
      "[...document.querySelectorAll('button')].find((one) => one.textContent === 'Yes, make them').focus()",
    );
    await page.press('Enter');
    await until(() => assert.deepEqual(sent.at(-1), { yes: true }));
    tell('change', stages.working);
    await page.until("document.querySelector('[role=status]')?.textContent === '1 of 3 nodes done, 1 failed'");
    await fitsEverybody(page, 'working');
    tell('change', stages.ended);
    await page.until("document.activeElement.textContent === 'How it ended'");
    assert.equal(await focused(), 'How it ended');
    await fitsEverybody(page, 'ended');
  });

  await t.test('a question takes the focus, keeps it, and gives it back', async () => {
    await opened(page, 'nodes');
    await page.run("document.querySelector('nav a').focus()");
    for (const [question, answer] of [
      [passwordAsked, { id: 1, text: 'raspberry' }],
      [yesAsked, { id: 2, text: 'no' }],
    ] as const) {
      tell('questions', [question]);
      await page.until("document.querySelector('dialog')?.contains(document.activeElement)");
      const dialog = (await page.heard()).find(({ role }) => role === 'dialog');
      assert.equal(dialog?.name, question.message);
      assert.equal(dialog?.properties.modal, true);
      await fitsEverybody(page, question.kind);
      await page.press('Escape');
      assert.ok(await page.run("document.querySelector('dialog').open"), 'Escape is no answer');
      if (question.kind === 'secret') {
        await page.run("document.querySelector('dialog input').focus()");
        await page.type('raspberry');
      } else await page.run("[...document.querySelectorAll('dialog button')].at(-1).focus()");
      await page.press('Enter');
      await until(() => assert.deepEqual(sent.at(-1), answer));
      tell('questions', []);
      await page.until("!document.querySelector('dialog')");
      assert.equal(await page.run('document.activeElement.textContent'), 'Nodes');
    }
  });

  await t.test('nothing of it was refused by its own policy', () => assert.deepEqual(page.complaints, []));
});
