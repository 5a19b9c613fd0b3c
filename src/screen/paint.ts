import { styleText } from 'node:util';

type Kind = 'added' | 'removed' | 'problem' | 'warning' | 'done';

/** Colours a text for a terminal by what the text means. */
export type Paint = (kind: Kind, text: string) => string;

const formats = { added: 'green', removed: 'red', problem: 'red', warning: 'yellow', done: 'green' } as const;

/** Leaves a text as it is, for files and programs. */
export const plain: Paint = (_, text) => text;

/** Colours texts where the stream is a terminal with colours. NO_COLOR and FORCE_COLOR decide first. */
export function paintFor(stream: NodeJS.WritableStream): Paint {
  return (kind, text) => styleText(formats[kind], text, { stream });
}
