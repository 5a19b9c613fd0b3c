import { join } from 'node:path';

/** Bytes behind a URL that must have a certain SHA-256. */
export interface Part {
  readonly url: string;
  /** Lower-case hexadecimal. */
  readonly sha256: string;
  /** Set where `sha256` is the sum of what the archive unpacks to, not of its bytes. */
  readonly unpacked?: true;
  readonly bytes?: number;
}

export type OnBytes = (bytes: number, total?: number) => void;

/** A place that is laid out like the origins: a bundle, the cache, a mirror, or the origins themselves. */
export interface Source {
  readonly kind: 'bundle' | 'cache' | 'mirror' | 'origin';
  /** As messages say it: "the bundle /srv/bundle". */
  readonly name: string;
  /**
   * Set where the sums in the source's own documents count. This is only for checking a bundle, when nothing of it is
   * used.
   */
  readonly isBelieved?: boolean;
  /**
   * Finds the sum of the file or document at this URL in the list that the inventory vouches for. It counts before all
   * other sums.
   */
  readonly vouched?: (url: string) => Promise<string | undefined>;
  /** Reads a small document. Throws {@link AbsentError} where there is none. */
  read(url: string): Promise<Buffer>;
  /**
   * Gets a local file with exactly the part's bytes. A download goes below the directory `into`.
   * Throws {@link AbsentError} or {@link DamagedError}.
   */
  file(part: Part, into: string, onBytes?: OnBytes): Promise<string>;
}

/** The source does not have the artifact, or cannot be asked. The next source may have it. */
export class AbsentError extends Error {
  override readonly name = 'AbsentError';
  /** Advice on how to get the artifact from this source. */
  readonly hints: readonly string[];

  constructor(message: string, { hints = [], ...options }: ErrorOptions & { readonly hints?: readonly string[] } = {}) {
    super(message, options);
    this.hints = hints;
  }
}

/** The source has the artifact, but with other bytes. */
export class DamagedError extends Error {
  override readonly name = 'DamagedError';

  constructor(where: string, expected: string, actual: string) {
    super(`${where} has sha256 ${actual} instead of ${expected}`);
  }
}

/** Returns where a bundle, the cache or a mirror keeps the file of a URL: `<host>/<path>`. */
export function pathOf(url: string): string {
  const { host, pathname } = new URL(url);
  return join(host, decodeURIComponent(pathname));
}

/** A verified copy on this machine: the file itself, or the image as one archive for `ctr images import`. */
export interface Fetched {
  readonly file: string;
  /** Lower-case hexadecimal. */
  readonly sha256: string;
  readonly bytes: number;
}
