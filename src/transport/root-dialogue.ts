import { randomBytes } from 'node:crypto';

const rememberedCharacters = 2000;

/**
 * What is said on the way to a root shell. Words decide nothing: banners, lectures and PAM say what their places like, in
 * any language. Only marks with a nonce do, which this program has asked for.
 */
export class RootDialogue {
  readonly #nonce = randomBytes(8).toString('hex');
  /** sudo's question for the password. sudo-rs puts words of its own around it. */
  readonly prompt = `password-${this.#nonce}:`;
  /** The login shell has started what it was told to start. */
  readonly shellMark = `shell-${this.#nonce}`;
  readonly noSudoMark = `no-sudo-${this.#nonce}`;
  /** The root shell is ready. */
  readonly readyMark = `ready-${this.#nonce}`;

  /** How often sudo has asked. A second time means that the password was wrong. */
  prompts = 0;
  hasShell = false;
  hasSudo = true;
  #noise = '';
  #recent = '';

  /** Hears what comes on stderr before the root shell is ready. */
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

  /** Hears what comes on stdout before the root shell is ready. */
  hearNoise(text: string): void {
    this.#noise = (this.#noise + text).slice(-rememberedCharacters);
  }

  /** What sudo has said since its last question, or since the login shell has started it. */
  get words(): string {
    return this.#recent.trim();
  }

  /** The last line that anybody has said, for people. */
  get lastLine(): string {
    const lines = `${this.#noise}\n${this.#recent}`.split('\n').map((line) => line.trim());
    return lines.findLast((line) => line !== '') ?? 'it says nothing';
  }

  /** Whether something else than the password is asked for: a line that does not end. */
  get endsInQuestion(): boolean {
    const last = this.#recent.split('\n').at(-1) ?? '';
    // sudo-rs writes "[sudo: …] Password: " with our mark inside.
    return this.hasShell && last.trim() !== '' && !/^\]? *Password: ?$/.test(last);
  }
}
