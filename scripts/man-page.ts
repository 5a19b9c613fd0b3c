import { exitCodes } from '../src/exit-codes.ts';
import {
  flagText,
  type Manifest,
  type ManifestCommand,
  usageText,
  visibleCommands,
  visibleFlags,
} from './manifest-commands.ts';

/** Writes microcloud(1), in the language of man(7). https://man7.org/linux/man-pages/man7/man.7.html */
export function manPage(manifest: Manifest): string {
  const codes = Object.entries(exitCodes).flatMap(([code, meaning]) => ['.TP', `.B ${code}`, plain(meaning)]);
  return [
    `.TH MICROCLOUD 1 "" "microcloud ${manifest.version}"`,
    '.SH NAME',
    'microcloud, mcloud \\- turns a handful of Raspberry Pis into a Kubernetes cluster',
    '.SH SYNOPSIS',
    '.B microcloud',
    '.I COMMAND',
    '[\\fIARGUMENT\\fR ...] [\\fIFLAG\\fR ...]',
    '.SH COMMANDS',
    ...visibleCommands(manifest).flatMap(commandLines),
    '.SH EXIT STATUS',
    ...codes,
    '.SH FILES',
    ...entry('inventory.yaml', 'The nodes, and what to make of them.'),
    ...entry('~/.cache/microcloud', 'What was downloaded for nodes. It may be removed.'),
    ...entry('~/.local/state/microcloud/log', 'A log of each run.'),
    '.SH SEE ALSO',
    '.BR kubectl (1),',
    '.BR ssh_config (5)',
    '',
  ].join('\n');
}

function commandLines(command: ManifestCommand): readonly string[] {
  const { summary = '', description, args } = command;
  return [
    `.SS microcloud ${plain(usageText(command))}`,
    `${plain(summary)}.`,
    ...(description ? ['.PP', plain(description)] : []),
    ...Object.values(args).flatMap(({ name, description: about = '' }) => entry(name.toUpperCase(), about)),
    ...visibleFlags(command).flatMap((flag) => entry(flagText(flag), flag.summary ?? flag.description ?? '')),
  ];
}

function entry(term: string, about: string): readonly string[] {
  return ['.TP', `.B ${plain(term)}`, plain(about) || '\\&'];
}

/** Escapes a text, so that hyphens can be copied and no line is taken for a command. */
function plain(text: string): string {
  return text
    .replaceAll(/\s+/g, ' ')
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll('`', '')
    .replace(/^(?=[.'])/, '\\&');
}
