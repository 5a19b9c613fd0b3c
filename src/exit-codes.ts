/**
 * What the exit codes of all commands mean. docs/exit-codes.md shows this table, too. `lab ssh` ends with the exit code
 * of the command that it runs.
 */
export const exitCodes = {
  0: 'What was asked for is done, or was so already; `doctor`: no problems.',
  1: 'A node or the cluster is not as it should be, or the command failed. `doctor --strict`: warnings.',
  2: 'The input is wrong: a flag, an argument, the inventory, or an answer. Nothing was changed.',
  3: '`doctor`: problems. `publisher run`: some Services do not fit into Cloudy.',
  4: '`doctor`: no node could be looked at.',
  130: 'Ctrl-C. A node finishes the change in hand, and the same command goes on.',
} as const;

export type ExitCode = keyof typeof exitCodes;
