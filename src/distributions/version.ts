/**
 * A version of Kubernetes ("1.35.4"), or of k3s ("1.35.4+k3s1", which has that Kubernetes in it).
 *
 * The inventory and people write the numbers; releases, image tags and kubelets write a v before them. This file alone
 * puts that v on or takes it off.
 */
export class Version {
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
  /** What a distribution adds: "+k3s1". */
  readonly suffix: string;

  private constructor(major: number, minor: number, patch: number, suffix: string) {
    this.major = major;
    this.minor = minor;
    this.patch = patch;
    this.suffix = suffix;
  }

  /** Reads a version with or without the v. The result is undefined for any other text. */
  static parse(text: string): Version | undefined {
    const [, major, minor, patch, suffix = ''] = /^v?(\d+)\.(\d+)\.(\d+)([-+]\S+)?$/.exec(text) ?? [];
    return major === undefined ? undefined : new Version(Number(major), Number(minor), Number(patch), suffix);
  }

  /** Reads a text that is known to be a version. */
  static of(text: string): Version {
    const version = Version.parse(text);
    if (version) return version;
    throw new Error(`"${text}" is not a version of Kubernetes, and passed a check`);
  }

  /** Writes it as people do: "1.35.4". */
  toString(): string {
    return `${this.major}.${this.minor}.${this.patch}${this.suffix}`;
  }

  /** Keeps it a text in JSON. */
  toJSON(): string {
    return this.toString();
  }

  /** The name of its release, its tag, and what a kubelet reports: "v1.35.4". */
  get release(): string {
    return `v${this}`;
  }

  /** Compares as sort does: the result is negative when this one is older, and 0 when both are the same. */
  compare(other: Version): number {
    const numbers = this.major - other.major || this.minor - other.minor || this.patch - other.patch;
    return numbers || this.suffix.localeCompare(other.suffix, 'en', { numeric: true });
  }

  /** Counts by how many minor versions this one is ahead: Kubernetes states in these what goes together. */
  minorsAheadOf({ major, minor }: Version): number {
    return this.major === major ? this.minor - minor : (this.major - major) * Number.POSITIVE_INFINITY;
  }

  /**
   * Says why a cluster cannot go from this version to another one. The result is undefined when it can.
   * https://kubernetes.io/releases/version-skew-policy/
   */
  refusalOf(wanted: Version): string | undefined {
    if (wanted.compare(this) < 0) return 'Kubernetes cannot go back to an older version';
    if (wanted.minorsAheadOf(this) > 1) return 'Kubernetes goes from one minor version to the next, and skips none';
    return undefined;
  }
}
