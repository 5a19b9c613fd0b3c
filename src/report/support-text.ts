import type { SupportJson } from '../tasks/support.ts';
import { count } from './count.ts';
import { sizeText } from './size.ts';

/** What was packed, and what to do with it. */
export function supportText({ archive, bytes, files, unreached }: SupportJson): string {
  const width = Math.max(...files.map(({ bytes: size }) => sizeText(size).length));
  return [
    ...files.map(({ path, bytes: size }) => `${sizeText(size).padStart(width)}  ${path}`),
    '',
    `${archive} has ${count(files.length, 'file')} (${sizeText(bytes)}).`,
    ...(unreached.length > 0 ? [`Not asked: ${unreached.join(', ')}; doctor.txt says why.`] : []),
    `Read it before you send it: tar -xzf ${archive}`,
  ].join('\n');
}
