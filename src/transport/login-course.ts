import type { Course } from './login-failure.ts';

// Limits for banners: they are for people, and seldom longer than a page.
const mostBanners = 10;
const longestBanner = 4000;

/** Writes down what happens during a login. */
export class LoginCourse implements Course {
  readonly #banners: string[] = [];
  readonly #tried = new Map<string, string>();

  get heard(): string {
    return this.#banners.join('');
  }

  get tried(): ReadonlyMap<string, string> {
    return this.#tried;
  }

  readonly hear = (text: string): void => {
    if (this.#banners.length < mostBanners) this.#banners.push(text.slice(0, longestBanner));
  };

  /** Hears why sshd turns a host away before SSH begins ("Not allowed at this time"). ssh2 does not read that. */
  readonly hearGreeting = (data: Buffer): void => {
    if (this.#banners.length === 0) this.hear(greetingIn(data));
  };

  readonly offer = (name: string): void => {
    if (!this.#tried.has(name)) this.#tried.set(name, '');
  };

  /** Writes down why a key did not sign. */
  refuseToSign(name: string, { message }: Error): void {
    this.#tried.set(name, message.replace(/\.$/, ''));
  }
}

function greetingIn(data: Buffer): string {
  const text = data.toString('latin1', 0, 200);
  return text.startsWith('SSH-') ? '' : text;
}
