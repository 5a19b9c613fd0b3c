import { StringDecoder } from 'node:string_decoder';

export interface MarkedSink {
  /** Text before the marker, as it comes. */
  readonly before?: (text: string) => void;
  readonly found?: () => void;
  readonly after: (text: string) => void;
  /** Called when so much has come before the marker that the marker will not come. */
  readonly tooMuch: () => void;
}

const maximumNoise = 1024 * 1024;

/**
 * Splits a stream of UTF-8 at a marker line. The text before the marker is noise: ~/.bashrc, sudo's lecture or an
 * expired password may write lines there.
 */
export function splitAtMarker(marker: string, sink: MarkedSink): (chunk: Buffer) => void {
  const decoder = new StringDecoder('utf8');
  const line = `${marker}\n`;
  let noise = 0;
  /** The end of the text so far, which may be the beginning of the marker. undefined after the marker. */
  let end: string | undefined = '';
  return (chunk) => {
    const text = decoder.write(chunk);
    if (end === undefined) return sink.after(text);
    const all = end + text;
    const at = all.indexOf(line);
    if (at < 0) {
      noise += text.length;
      end = all.slice(-line.length);
      sink.before?.(text);
      if (noise > maximumNoise) sink.tooMuch();
      return;
    }
    end = undefined;
    sink.found?.();
    const after = all.slice(at + line.length);
    if (after) sink.after(after);
  };
}

/** Calls `onLine` for each whole line of what is written to it. */
export function splitLines(onLine: (line: string) => void): { write(text: string): void; end(): void } {
  // A list of pieces: searching a long line again with each new piece would take minutes.
  let rest: string[] = [];
  return {
    write: (text) => {
      const [first = '', ...others] = text.split('\n');
      rest.push(first);
      if (others.length === 0) return;
      const last = others.pop() ?? '';
      for (const line of [rest.join(''), ...others]) onLine(line);
      rest = [last];
    },
    end: () => {
      const line = rest.join('');
      if (line) onLine(line);
    },
  };
}
