import type { About } from '../doctor/about.ts';
import type { Theme } from '../doctor/themes.ts';

/** Writes the runbook of a check in Markdown, for `--explain` and for docs/checks. */
export function runbookText({ id, title, severity, why, advice, runbook, source }: About): string {
  const steps = [advice].flat().map((text) => `- ${commandLike.test(text) ? `\`${shown(text)}\`` : shown(text)}`);
  return [
    `## ${id}`,
    '',
    `**${title}** (${severity}). ${why}`,
    '',
    runbook,
    ...(steps.length > 0 ? ['', 'What to do:', '', ...steps] : []),
    '',
    `Known from: ${source}`,
    '',
  ].join('\n');
}

const commandLike = /^(microcloud|ssh|ssh-keygen|ssh-copy-id|kubectl|ping) /;

function shown(text: string): string {
  return text.replaceAll('{node}', 'NODE');
}

/** Writes the pages of docs/checks, by file name: a page for each theme, and README.md with all checks. */
export function checkPages(themes: readonly Theme[]): ReadonlyMap<string, string> {
  const filled = themes.filter(({ checks }) => checks.length > 0);
  const pages = filled.map(({ name, checks }): [string, string] => [
    `${name}.md`,
    [`# Checks: ${name}`, '', ...checks.map((check) => runbookText(check))].join('\n'),
  ]);
  const rows = filled.flatMap(({ name, checks }) =>
    checks.map(
      ({ id, title, severity }) => `| [${id}](${name}.md#${id.replaceAll('.', '')}) | ${title} | ${severity} |`,
    ),
  );
  const total = filled.reduce((sum, { checks }) => sum + checks.length, 0);
  const heading = [
    '# What `microcloud doctor` looks for',
    '',
    `${total} checks. These pages are written by \`node scripts/checks.ts\`; \`microcloud doctor --explain ID\` prints the same.`,
    '',
    '| check | fault | |',
    '|---|---|---|',
  ];
  return new Map([['README.md', `${[...heading, ...rows].join('\n')}\n`], ...pages]);
}
