import { get } from 'node:http';
import type { Part } from './part.ts';

const pauseMs = 5000;
const patienceMs = 3000;
/** Failures in a row after which the node counts as ill. A restart of kube-proxy takes less time. */
const mostFailures = 3;

/** Knows whether this node answers on its NodePorts, by asking the addresses that the configuration names. */
export class Health {
  readonly #urls: readonly string[];
  readonly #part: Part;
  readonly #onChange: () => void;
  /** By address: failures in a row. Undefined until the address has answered once, as nothing may be there at all. */
  readonly #failures = new Map<string, number | undefined>();

  constructor(urls: readonly string[], part: Part, onChange: () => void) {
    this.#urls = urls;
    this.#part = part;
    this.#onChange = onChange;
  }

  get isHealthy(): boolean {
    return this.#ill() === undefined;
  }

  watch(signal: AbortSignal): void {
    void this.#look();
    const timer = setInterval(() => void this.#look(), pauseMs);
    signal.addEventListener('abort', () => clearInterval(timer));
  }

  #ill(): string | undefined {
    return this.#urls.find((url) => (this.#failures.get(url) ?? 0) >= mostFailures);
  }

  async #look(): Promise<void> {
    const before = this.isHealthy;
    for (const url of this.#urls) {
      const failures = this.#failures.get(url);
      if (await answers(url)) this.#failures.set(url, 0);
      else if (failures !== undefined) this.#failures.set(url, failures + 1);
    }
    const ill = this.#ill();
    if (ill !== undefined) this.#part.down(`${ill} does not answer`);
    else if ([...this.#failures.values()].includes(0)) this.#part.ok();
    if (this.isHealthy !== before) this.#onChange();
  }
}

function answers(url: string): Promise<boolean> {
  return new Promise((resolve) => {
    const request = get(url, { agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    request.setTimeout(patienceMs, () => request.destroy());
    request.on('close', () => resolve(false));
    request.on('error', () => resolve(false));
  });
}
