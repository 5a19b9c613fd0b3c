import { execFileSync } from 'node:child_process';

/** A terminal in tmux, into which this program types like a person. */
export interface Screen {
  /** Types a line. */
  type(line: string): void;
  /** Waits until the terminal shows this. Throws an Error with the screen when that takes too long. */
  until(shown: RegExp, minutes: number): Promise<void>;
  /** Returns what it shows, with colours. */
  read(): string;
  close(): void;
}

interface Size {
  readonly columns: number;
  readonly rows: number;
}

export function openScreen({ columns, rows }: Size, directory: string, path: string): Screen {
  const name = `microcloud-${process.pid}`;
  const tmux = (...args: string[]) =>
    execFileSync('tmux', ['-L', name, '-f', '/dev/null', ...args], { encoding: 'utf8' });
  const shell = `env -u NO_COLOR PATH='${path}' PS1='$ ' MICROCLOUD_ACCEPT_NEW_HOST_KEYS=1 bash --norc --noprofile`;
  tmux('new-session', '-d', '-s', name, '-x', String(columns), '-y', String(rows), '-c', directory, shell);
  const read = (...colours: string[]) => tmux('capture-pane', '-p', ...colours, '-t', name);
  return {
    type(line) {
      tmux('send-keys', '-t', name, '-l', line);
      tmux('send-keys', '-t', name, 'Enter');
    },
    async until(shown, minutes) {
      const end = Date.now() + minutes * 60_000;
      while (!shown.test(read())) {
        if (Date.now() > end) throw new Error(`${shown} did not come in ${minutes} minutes:\n${read()}`);
        await new Promise((resolve) => setTimeout(resolve, 500));
      }
    },
    read: () => read('-e'),
    close: () => void tmux('kill-server'),
  };
}
