import { escapeHtml } from '../site/render.ts';

/** The size of a character, in pixels of the picture. */
const cell = { width: 8.4, height: 18 };
const margin = 16;
const font = 14;

/** A part of a line that looks the same. */
interface Part {
  readonly text: string;
  readonly colour: string | undefined;
  readonly isBold: boolean;
}

const colours: Readonly<Record<number, string>> = {
  31: '#f28b82',
  32: '#81c995',
  33: '#fdd663',
  34: '#8ab4f8',
  35: '#c58af9',
  36: '#78d9ec',
  90: '#9aa0a6',
};

/**
 * Draws what a terminal shows as a picture.
 * @param screen lines with the colours of ECMA-48 in them, as `tmux capture-pane -e` gives them
 * @param about the text for people who cannot see the picture
 */
export function terminalSvg(
  screen: string,
  { columns, about }: { readonly columns: number; readonly about: string },
): string {
  const lines = screen.trimEnd().split('\n');
  const width = Math.ceil(columns * cell.width + 2 * margin);
  const height = lines.length * cell.height + 2 * margin;
  let looks = plain;
  const rows = lines.map((line, index) => {
    const { parts, end } = partsOf(line.trimEnd(), looks);
    looks = end;
    const y = margin + index * cell.height + font;
    return parts.length === 0 ? '' : `<text x="${margin}" y="${y}">${parts.map(partSvg).join('')}</text>\n`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">
<title>${escapeHtml(about)}</title>
<style>text { font: ${font}px ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; fill: #e8eaed; white-space: pre; }</style>
<rect width="${width}" height="${height}" rx="8" fill="#202124"/>
${rows.join('')}</svg>
`;
}

/** Draws a part with its width in pixels, so that columns are aligned with any font. */
function partSvg({ text, colour, isBold }: Part): string {
  const fill = colour === undefined ? '' : ` fill="${colour}" style="fill: ${colour}"`;
  const weight = isBold ? ' font-weight="bold"' : '';
  const width = Number(([...text].length * cell.width).toFixed(1));
  return `<tspan${fill}${weight} textLength="${width}" lengthAdjust="spacingAndGlyphs">${escapeHtml(text)}</tspan>`;
}

type Looks = Omit<Part, 'text'>;

const plain: Looks = { colour: undefined, isBold: false };

/** Splits a line where its colour changes. A colour continues on the next line until it ends. */
export function partsOf(line: string, before: Looks = plain): { readonly parts: readonly Part[]; readonly end: Looks } {
  const [first = '', ...others] = line.split('\u001b[');
  const parts: Part[] = [{ text: first, ...before }];
  let looks = before;
  for (const piece of others) {
    const [, codes = '', text = ''] = /^([\d;]*)m(.*)$/s.exec(piece) ?? [];
    looks = codes.split(';').reduce(changed, looks);
    parts.push({ text, ...looks });
  }
  return { parts: parts.filter(({ text }) => text !== ''), end: looks };
}

function changed(looks: Looks, code: string): Looks {
  const number = Number(code);
  if (number === 0) return plain;
  if (number === 1) return { ...looks, isBold: true };
  if (number === 22) return { ...looks, isBold: false };
  if (number === 39) return { ...looks, colour: undefined };
  return { ...looks, colour: colours[number] ?? looks.colour };
}
