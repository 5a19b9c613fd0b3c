import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { template } from '../../../src/resources/template.ts';

const pages = ['applications.php', 'applications.menu.php', 'kubernetes.avahi.php'].map((file) => template(file, {}));
const program = readFileSync(new URL('../../../publisher/cloudy-applications.ts', import.meta.url), 'utf8');
/** The name of Cloudy's own menu, and what only somebody reads who calls the program by hand. */
const others = ['menus_cloud_enterprise', 'The words are list, start and stop.'];
/** What pages hand to Cloudy's t(), and what the program says on stderr, which a page hands to it, too. */
const said = [...pages.join().matchAll(/\bt\('([^']*)'\)/g), ...program.matchAll(/new Error\('([^']*)'\)/g)];
const wanted = new Set(said.map(([, text = '']) => text)).difference(new Set(others));

for (const language of ['es', 'ca'])
  describe(`our pages in Cloudy in ${language}`, () => {
    const lines = template(`applications.${language}.php`, {}).trim().split('\n').slice(2);
    const pairs = lines.map(
      (line) => /^addS\('([^']*)', (?:'([^']*)'|"([^"]*)")\);$/.exec(line)?.slice(1).filter(Boolean) ?? [line],
    );

    it('have each text once, and no other', () =>
      assert.deepEqual(pairs.map(([text]) => text).toSorted(), [...wanted].toSorted()));

    it('name in each text what it names in English', () => {
      const names = (text = '') => text.match(/%[sd]|NodePort|Cloudy|microcloud\b|cloudy-pages/g);
      for (const [english, other] of pairs) assert.deepEqual(names(other), names(english));
    });
  });
