import { spawn } from 'node:child_process';

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Surroundings {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Words of a question, and what a person types then, without Enter. */
export type Answer = readonly [question: string, answer: string];

/**
 * Runs a line of a shell on a terminal: each answer is typed when its question is on the screen. Gives everything that
 * was on the screen.
 */
export function typedOnTerminal(
  line: string,
  { cwd, env = {} }: Surroundings,
  answers: readonly Answer[],
): Promise<Outcome> {
  const child = spawn('script', ['--quiet', '--return', '--command', line, '/dev/null'], {
    cwd,
    env: { ...process.env, ...env },
    stdio: 'pipe',
  });
  return new Promise((settle, fail) => {
    const left = [...answers];
    let screen = '';
    let read = 0;
    child.stdout.setEncoding('utf8').on('data', (chunk) => {
      screen += chunk;
      const [question, answer] = left[0] ?? [];
      const at = question === undefined ? -1 : screen.indexOf(question, read);
      if (at < 0) return;
      read = screen.length;
      left.shift();
      child.stdin.write(`${answer}\r`);
    });
    child.on('error', fail).on('close', (code) => settle({ code, stdout: screen, stderr: '' }));
  });
}
