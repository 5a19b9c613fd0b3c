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

/** Words of a question, and the answer to type, without Enter. */
export type Answer = readonly [question: string, answer: string];

/** A line of a shell that runs on a terminal. */
export interface Terminal {
  /** Presses keys: a line ends with "\r", and "\x03" is Ctrl-C. */
  press(keys: string): void;
  /**
   * Waits until this is on the screen, and returns the match. Throws an Error with the screen when the line ends first.
   */
  until(shown: RegExp): Promise<RegExpExecArray>;
  /** The end of the line, with everything that was on the screen. */
  readonly ended: Promise<Outcome>;
}

/** Runs a line of a shell on a terminal. `onScreen` gets everything that was on the screen so far. */
export function openTerminal(
  line: string,
  { cwd, env = {} }: Surroundings,
  onScreen: (screen: string, press: Terminal['press']) => void = () => {},
): Terminal {
  const child = spawn('script', ['--quiet', '--return', '--command', line, '/dev/null'], {
    cwd,
    env: { ...process.env, ...env },
    stdio: 'pipe',
  });
  const press = (keys: string) => void child.stdin.write(keys);
  const waiting = new Set<() => void>();
  let screen = '';
  child.stdout.setEncoding('utf8').on('data', (chunk) => {
    screen += chunk;
    onScreen(screen, press);
    for (const look of waiting) look();
  });
  const ended = new Promise<Outcome>((settle, fail) => {
    child.on('error', fail).on('close', (code) => settle({ code, stdout: screen, stderr: '' }));
  });
  return {
    press,
    ended,
    until(shown) {
      const seen = new Promise<RegExpExecArray>((settle) => {
        const look = () => {
          const found = shown.exec(screen);
          if (!found) return;
          waiting.delete(look);
          settle(found);
        };
        waiting.add(look);
        look();
      });
      const missed = ended.then(() => Promise.reject(new Error(`${shown} did not come:\n${screen}`)));
      return Promise.race([seen, missed]);
    },
  };
}

/**
 * Runs a line of a shell on a terminal. Each answer is typed once, when its question is on the screen. The questions
 * come in this order, or in `any`. Returns everything that was on the screen.
 */
export function typedOnTerminal(
  line: string,
  surroundings: Surroundings,
  answers: readonly Answer[],
  order: 'this' | 'any' = 'this',
): Promise<Outcome> {
  const left = [...answers];
  let read = 0;
  return openTerminal(line, surroundings, (screen, press) => {
    const [next] = (order === 'any' ? left : left.slice(0, 1)).filter(([question]) => screen.includes(question, read));
    if (!next) return;
    read = screen.length;
    left.splice(left.indexOf(next), 1);
    press(`${next[1]}\r`);
  }).ended;
}
