/**
 * What a message of a program means, in plain words. Of several rows that match, the first one counts. {1} is what is in the
 * first brackets that have something, {2} in the next ones.
 */
export type Causes = readonly (readonly [pattern: RegExp, sentence: string])[];

/** The meaning of a message; undefined where nothing is known about it. `shown` shortens what is in brackets. */
export function causeOf(table: Causes, message: string, shown = (text: string) => text): string | undefined {
  for (const [pattern, sentence] of table) {
    const match = pattern.exec(message);
    if (!match) continue;
    const names = match.slice(1).filter((one) => one !== undefined);
    return sentence.replaceAll(/\{(\d)\}/g, (_, number) => shown(names[number - 1] ?? ''));
  }
  return undefined;
}
