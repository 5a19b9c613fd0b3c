import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, it } from 'node:test';
import { template } from '../../../src/resources/template.ts';

const hasPhp = spawnSync('php', ['--version']).status === 0;
/** What Cloudy makes of a button, an attribute in single quotes, and of a text, which it gives in the language of its reader. */
const cloudy = `
function t($text) { return $text === 'Open' ? 'Obre' : $text; }
function addAvahi($type, $function) {}
function addButton($button) { return "<a class='{$button['class']}' href='{$button['href']}'>{$button['label']}</a>"; }
echo kubernetesButton(json_decode(stream_get_contents(STDIN), true));`;

function button(service: Readonly<Record<string, string>>): string {
  const code = template('kubernetes.avahi.php', {}).replace('<?php', '') + cloudy;
  return spawnSync('php', ['-r', code], { input: JSON.stringify(service), encoding: 'utf8' }).stdout;
}

describe("the button beside a Service in Cloudy's list", { skip: !hasPhp && 'no php' }, () => {
  it('opens the Service', () => {
    const shown = button({ ip: '192.168.0.201', port: '30080' });
    assert.equal(shown, "<a class='btn btn-info' href='http://192.168.0.201:30080'>Obre</a>");
  });

  for (const [field, evil] of [
    ['ip', "x' onmouseover='alert(1)"],
    ['port', `1'><script>alert(1)</script>"`],
    ['ip', `"><img src=x onerror=alert(1)>`],
  ] as const) {
    it(`stays a link whatever is in its ${field}: ${evil}`, () => {
      const shown = button({ ip: '192.168.0.201', port: '30080', [field]: evil });
      assert.match(shown, /^<a class='btn btn-info' href='http:\/\/[^'<>]*'>Obre<\/a>$/);
    });
  }
});
