/** The numbers of journald's levels. */
const levels = { info: 6, warning: 4, error: 3 } as const;

export type Log = (level: keyof typeof levels, text: string) => unknown;

export const logToStderr: Log = (level, text) => {
  process.stderr.write(`<${levels[level]}>${text.replaceAll('\n', ' ')}\n`);
};
