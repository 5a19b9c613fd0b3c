import type { Kind } from './node-words.ts';

const signs: Record<Kind, readonly [sign: string, word: string]> = {
  good: ['✓', 'Good'],
  warning: ['~', 'Warning'],
  problem: ['!', 'Problem'],
  wait: ['…', 'Waits'],
};

/** Shows how something is: always by a sign and a word, never by a colour alone. */
export function Mark({ kind, hasWord = false }: { readonly kind: Kind; readonly hasWord?: boolean }) {
  const [sign, word] = signs[kind];
  return (
    <span class={`mark ${kind}`}>
      <span aria-hidden="true">{sign}</span>
      <span class={hasWord ? '' : 'unseen'}>{` ${word}:`}</span>
    </span>
  );
}
