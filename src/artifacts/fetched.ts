/** A verified copy on this machine: the file itself, or the image as one archive for `ctr images import`. */
export interface Fetched {
  readonly file: string;
  /** Lower-case hexadecimal. */
  readonly sha256: string;
  readonly bytes: number;
}
