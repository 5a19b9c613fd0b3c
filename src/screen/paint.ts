import { styleText } from 'node:util';

type Kind = 'added' | 'removed' | 'problem' | 'warning' | 'done';

/** Text for a terminal, by what it means. */
export type Paint = (kind: Kind, text: string) => string;

const formats = { added: 'green', removed: 'red', problem: 'red', warning: 'yellow', done: 'green' } as const;

/** Text as it is, for files and programs. */
export const plain: Paint = (_, text) => text;

/** Colours where the stream is a terminal that shows them; NO_COLOR and FORCE_COLOR are heard. */
export function paintFor(stream: NodeJS.WritableStream): Paint {
  return (kind, text) => styleText(formats[kind], text, { stream });
}
