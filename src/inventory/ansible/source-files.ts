import { readdir, readFile, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { UserError } from '../../errors.ts';
import { decodeText } from '../decode-text.ts';

/** A text file, and how messages name it. */
export interface SourceFile {
  readonly file: string;
  readonly text: string;
}

// Much more than an inventory needs: one of a thousand hosts has some 100 KB.
const maxBytes = 4_000_000;

/**
 * Reads a file that is text.
 * @throws UserError, exit code 2, where it cannot be read, is no text, or is far too large.
 */
export async function readSource(path: string): Promise<SourceFile> {
  const status = await stat(path).catch(unreadable(path));
  if (!status.isFile()) throw refused(`${path} is neither a file nor a folder.`);
  if (status.size > maxBytes) {
    const size = `${Math.round(status.size / 1_000_000)} MB`;
    throw refused(`${path} has ${size}: that is no list of hosts.`, 'give the inventory itself, e.g. hosts.ini');
  }
  const bytes = await readFile(path).catch(unreadable(path));
  if (isProgram(bytes)) throw new ProgramError(path);
  return { file: path, text: textOf(bytes, path) };
}

/** Lists the names in a folder, sorted as Ansible sorts them; undefined where there is no such folder. */
export async function namesIn(path: string): Promise<readonly string[] | undefined> {
  const names = await readdir(path).catch((error: NodeJS.ErrnoException) =>
    error.code === 'ENOENT' || error.code === 'ENOTDIR' ? undefined : unreadable(path)(error),
  );
  return names?.toSorted();
}

export async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() ?? false;
}

export async function isThere(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}

/** Says that a file is a program, which would have to be run. */
export class ProgramError extends UserError {
  constructor(path: string) {
    super(`${path} is a program. Ansible runs it to learn the hosts; microcloud does not.`, {
      hints: [`ansible-inventory -i ${path} --list > hosts.json, then: microcloud inventory import hosts.json`],
      exitCode: 2,
    });
  }
}

export function isVaultFile(text: string): boolean {
  return text.startsWith('$ANSIBLE_VAULT;');
}

/** Tells YAML from INI, as Ansible does: by the ending .yml, .yaml, .json or .ini; else by the content. */
export function looksLikeYaml({ file, text }: SourceFile): boolean {
  const lines = text.split('\n').map((line) => line.trim());
  const [first = ''] = lines.filter((line) => line !== '' && !/^[#;]/.test(line));
  if (['.yml', '.yaml', '.json'].includes(extname(file))) return !/^\[[\w.-]+(:\w+)?\]$/.test(first);
  if (extname(file) === '.ini') return false;
  return /^(---|%YAML|\{|["']?[\w.-]+["']?:(\s|$))/.test(first);
}

function isProgram(bytes: Buffer): boolean {
  return (
    bytes.subarray(0, 2).equals(Buffer.from('#!')) || bytes.subarray(0, 4).equals(Buffer.from('\x7fELF', 'latin1'))
  );
}

function textOf(bytes: Buffer, path: string): string {
  const decoded = decodeText(bytes);
  if ('text' in decoded) return decoded.text;
  const { line, column, mistake } = decoded;
  throw refused(
    `${path}:${line}:${column}: ${mistake}`,
    `correct ${path}, or give the inventory itself, e.g. hosts.ini`,
  );
}

function refused(message: string, ...hints: string[]): UserError {
  return new UserError(message, { hints, exitCode: 2 });
}

function unreadable(path: string) {
  return (error: NodeJS.ErrnoException): never => {
    const reason = { ENOENT: 'does not exist', EACCES: 'is not readable for you' }[error.code ?? ''];
    const hints = error.code === 'ENOENT' ? ['ls, and give the file or folder that ansible-playbook gets by -i'] : [];
    throw new UserError(`${path} ${reason ?? `cannot be read (${error.code})`}.`, { hints, exitCode: 2, cause: error });
  };
}

/** Joins a folder and a name so that messages show paths as the user typed them: `hosts`, not `./hosts`. */
export function within(folder: string, name: string): string {
  return folder === '.' ? name : join(folder, name);
}
