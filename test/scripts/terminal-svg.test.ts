import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { partsOf, terminalSvg } from '../../scripts/pictures/terminal-svg.ts';

const esc = '\u001b[';

describe('the picture of a terminal', () => {
  it('has the colours of each part of a line, until they end', () => {
    const { parts } = partsOf(`a${esc}31mb${esc}1mc${esc}39md${esc}0me${esc}32;1mf${esc}0m`);
    const shown = parts.map(({ text, colour, isBold }) =>
      [text, colour ? 'colour' : '', isBold ? 'bold' : ''].filter(Boolean).join(' '),
    );
    assert.deepEqual(shown, ['a', 'b colour', 'c colour bold', 'd bold', 'e', 'f colour bold']);
  });

  it('carries a colour into the next line', () => {
    const svg = terminalSvg(`${esc}32ma\nb${esc}39mc\n`, { columns: 10, about: '' });
    assert.equal(svg.match(/fill="#81c995"/g)?.length, 2);
  });

  it('has a line of text for each line that is not empty, and no markup of what the terminal shows', () => {
    const svg = terminalSvg('$ a <b> & c\n\n  d\n\n\n', { columns: 10, about: 'A "run"' });
    assert.equal(svg.match(/<text /g)?.length, 2);
    assert.match(svg, /&lt;b&gt; &amp; c/);
    assert.match(svg, /<title>A &quot;run&quot;<\/title>/);
    assert.match(svg, /viewBox="0 0 116 86"/);
  });
});
