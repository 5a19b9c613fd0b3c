import type { ClientChannel } from 'ssh2';
import type { RootDialogue } from './root-dialogue.ts';
import { type Account, rootRefusal } from './root-refusals.ts';
import { goodbyeMs, loginMs, questionMs, slowMs } from './time-outs.ts';

/** Waits for a root shell. Gives up when the node is silent for too long, or when it says what nobody can answer. */
export class RootWait {
  readonly #channel: ClientChannel;
  readonly #account: Account;
  readonly #dialogue: RootDialogue;
  readonly #ready = Promise.withResolvers<void>();
  #refusal: Error | undefined;
  #timers: readonly NodeJS.Timeout[] = [];
  #hangingUp: NodeJS.Timeout | undefined;

  constructor(channel: ClientChannel, account: Account, dialogue: RootDialogue) {
    this.#channel = channel;
    this.#account = account;
    this.#dialogue = dialogue;
  }

  /** Resolves when the shell is ready. Rejects with the reason when there is none. */
  get ready(): Promise<void> {
    return this.#ready.promise;
  }

  readonly found = (): void => this.#ready.resolve();

  /** Waits from now on. */
  restart(): void {
    this.stop();
    if (this.#refusal) return;
    const account = this.#account;
    const patience = this.#dialogue.endsInQuestion ? questionMs : loginMs;
    const slow = setTimeout(() => account.note(`Waiting for ${account.node}: for a root shell`), slowMs);
    this.#timers = [slow, setTimeout(() => this.refuse(), patience)];
  }

  stop(): void {
    for (const timer of this.#timers) clearTimeout(timer);
  }

  /** Gives up for what the node has said so far. */
  readonly refuse = (): void => this.giveUp(rootRefusal(this.#account, this.#dialogue));

  readonly giveUp = (error: Error): void => {
    if (this.#refusal) return;
    this.stop();
    this.#refusal = error;
    this.#channel.end();
    // The command on the node may never end by itself, whatever it still says.
    this.#hangingUp = setTimeout(() => this.#hangUp(error), goodbyeMs);
  };

  /** Notes that the command has ended, with an error unless there is a reason already. */
  ended(error: Error): void {
    this.stop();
    clearTimeout(this.#hangingUp);
    this.#ready.reject(this.#refusal ?? error);
  }

  #hangUp(error: Error): void {
    this.#channel.destroy();
    this.#ready.reject(error);
  }
}
