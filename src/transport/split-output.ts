import { StringDecoder } from 'node:string_decoder';

export interface MarkedSink {
  /** Everything before the marker, each time there is more of it. */
  readonly before?: (text: string) => void;
  readonly found?: () => void;
  readonly after: (text: string) => void;
}

/**
 * Splits a stream of UTF-8 at a marker line. The text before the marker is noise: ~/.bashrc, sudo's lecture or an
 * expired password may write lines there.
 */
export function splitAtMarker(marker: string, sink: MarkedSink): (chunk: Buffer) => void {
  const decoder = new StringDecoder('utf8');
  let before: string | undefined = '';
  return (chunk) => {
    const text = decoder.write(chunk);
    if (before === undefined) return sink.after(text);
    before += text;
    const at = before.indexOf(`${marker}\n`);
    if (at < 0) return sink.before?.(before);
    const after = before.slice(at + marker.length + 1);
    before = undefined;
    sink.found?.();
    if (after) sink.after(after);
  };
}

/** Calls `onLine` for each whole line of what is written to it. */
export function splitLines(onLine: (line: string) => void): { write(text: string): void; end(): void } {
  let rest = '';
  return {
    write: (text) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) onLine(line);
    },
    end: () => {
      if (rest) onLine(rest);
    },
  };
}
