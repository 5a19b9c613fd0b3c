import { ConnectFailure } from './connect-failures.ts';
import type { Endpoint } from './endpoint.ts';
import { slowMs } from './time-outs.ts';

interface Patience {
  readonly endpoint: Endpoint;
  readonly patienceSeconds: number;
  readonly note: (text: string) => void;
}

/** Measures the silence of a host during the login: tells people of a long silence, and ends a very long one. */
export class LoginClock {
  readonly #patience: Patience;
  readonly #end: (failure: ConnectFailure) => void;
  #step = 'sshd to answer';
  #timers: readonly NodeJS.Timeout[] = [];

  constructor(patience: Patience, end: (failure: ConnectFailure) => void) {
    this.#patience = patience;
    this.#end = end;
  }

  /** Measures from now on, for this step or the same as before. */
  restart(step = this.#step): void {
    this.stop();
    this.#step = step;
    const { endpoint, patienceSeconds, note } = this.#patience;
    const seconds = Math.ceil(patienceSeconds);
    const slow = () => note(`Waiting for ${endpoint.label}: for ${step}, ${seconds} s at most`);
    const failure = new ConnectFailure('silent', endpoint, `waited ${seconds} s for ${step}`);
    this.#timers = [setTimeout(slow, slowMs), setTimeout(() => this.#end(failure), seconds * 1000)];
  }

  stop(): void {
    for (const timer of this.#timers) clearTimeout(timer);
  }
}
