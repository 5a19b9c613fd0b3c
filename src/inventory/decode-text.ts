import { command } from '../shell/sh.ts';

/** A text, or where and why bytes are no text. Line and column count from 1. */
export type Decoded =
  | { readonly text: string }
  | { readonly line: number; readonly column: number; readonly mistake: string };

export const utf16Mistake = 'this is UTF-16 text: save the file as UTF-8';

/**
 * Reads a text that nobody edits or writes back: as UTF-8, or as the UTF-16 that `>` of PowerShell makes. undefined for
 * bytes that are neither.
 */
export function readableText(bytes: Uint8Array): string | undefined {
  const decoded = decodeText(bytes);
  if ('text' in decoded) return decoded.text;
  const [first = 0, second = 0] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  return undefined;
}

/** Says what to type so that a file of UTF-16 becomes UTF-8. */
export function asUtf8(path: string, platform = process.platform): string {
  if (platform === 'win32') return `in PowerShell: (Get-Content '${path}') | Set-Content -Encoding utf8 '${path}'`;
  const fresh = `${path}.utf8`;
  return command`iconv -f UTF-16 -t UTF-8 ${path} >${fresh} && mv ${fresh} ${path}`;
}

/**
 * Reads bytes as UTF-8, with or without a byte order mark. For other bytes it returns the place of the first wrong one.
 */
export function decodeText(bytes: Uint8Array): Decoded {
  const [first = 0, second = 0] = bytes;
  const isWide = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  // UTF-16 without a byte order mark has many zero bytes: most letters of a text are below 256.
  const zeros = bytes.subarray(0, 1000).filter((byte) => byte === 0).length;
  if (isWide || zeros > Math.min(bytes.length, 1000) / 4) return { line: 1, column: 1, mistake: utf16Mistake };
  const zero = bytes.indexOf(0);
  if (zero >= 0) return at(bytes, zero, 'this is no text, but has a zero byte: save the file as UTF-8 text');
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return /\r(?!\n)/.test(text) && !text.includes('\n')
      ? { line: 1, column: 1, mistake: 'the lines end as on old Macs (CR): save the file with line ends of Unix (LF)' }
      : { text };
  } catch {
    return at(bytes, firstBad(bytes), 'this is not UTF-8 text: save the file as UTF-8');
  }
}

function at(bytes: Uint8Array, offset: number, mistake: string): Decoded {
  const before = new TextDecoder('latin1').decode(bytes.subarray(0, offset)).split('\n');
  return { line: before.length, column: (before.at(-1) ?? '').length + 1, mistake };
}

/** Finds the first wrong byte: the length of the longest beginning that is UTF-8. */
function firstBad(bytes: Uint8Array): number {
  let [low, high] = [0, bytes.length];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (isRight(bytes.subarray(0, middle))) low = middle;
    else high = middle - 1;
  }
  return low;
}

function isRight(bytes: Uint8Array): boolean {
  try {
    // With `stream` a character that is cut at the end is no error.
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}
