import { randomBytes } from 'node:crypto';

const rememberedCharacters = 2000;

/**
 * Listens to what is printed until there is a root shell. Only marks with a nonce, which this program has asked for,
 * decide anything. Other words do not: banners, sudo's lecture and PAM may say anything, in any language.
 */
export class RootDialogue {
  readonly #nonce = randomBytes(8).toString('hex');
  /** sudo's question for the password. sudo-rs puts words of its own around it. */
  readonly prompt = `password-${this.#nonce}:`;
  /** Printed once the login shell runs our command. */
  readonly shellMark = `shell-${this.#nonce}`;
  readonly noSudoMark = `no-sudo-${this.#nonce}`;
  /** Printed once the root shell is ready. */
  readonly readyMark = `ready-${this.#nonce}`;

  /** How often sudo has asked. A second time means that the password was wrong. */
  prompts = 0;
  hasShell = false;
  hasSudo = true;
  #noise = '';
  #recent = '';

  /** Takes text of stderr from before the root shell is ready. */
  hear(text: string): void {
    let all = this.#recent + text;
    const passMark = (mark: string): boolean => {
      const at = all.indexOf(mark);
      if (at >= 0) all = all.slice(at + mark.length);
      return at >= 0;
    };
    if (!this.hasShell) this.hasShell = passMark(`${this.shellMark}\n`);
    if (passMark(`${this.noSudoMark}\n`)) this.hasSudo = false;
    while (passMark(this.prompt)) this.prompts += 1;
    this.#recent = all.slice(-rememberedCharacters);
  }

  /** Takes text of stdout from before the root shell is ready. */
  hearNoise(text: string): void {
    this.#noise = (this.#noise + text).slice(-rememberedCharacters);
  }

  /** What sudo has printed since its last question, or since it was started. */
  get words(): string {
    return this.#recent.trim();
  }

  /** The last line that was printed, for people. */
  get lastLine(): string {
    const lines = `${this.#noise}\n${this.#recent}`.split('\n').map((line) => line.trim());
    return lines.findLast((line) => line !== '') ?? 'it says nothing';
  }

  /** Whether something other than the password is asked for: the last line has no end. */
  get endsInQuestion(): boolean {
    const last = this.#recent.split('\n').at(-1) ?? '';
    // sudo-rs prints "[sudo: …] Password: " with our prompt inside.
    return this.hasShell && last.trim() !== '' && !/^\]? *Password: ?$/.test(last);
  }
}
