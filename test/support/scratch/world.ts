/** A file of the node, with its other properties. */
export interface FileThere {
  /** Text, or this many bytes. */
  readonly content: string | number;
  /** Octal. Default: 644. */
  readonly mode?: string;
  /** Default: root:root. */
  readonly owner?: string;
  /** Seconds since 1970. */
  readonly modified?: number;
}

/** The content of a node when the test begins. */
export interface World {
  readonly files?: Readonly<Record<string, string | FileThere>>;
  /** Folders that are empty. */
  readonly folders?: readonly string[];
  /** Symbolic links, by path, and where they lead. */
  readonly links?: Readonly<Record<string, string>>;
  /** Units of systemd, as `systemctl show` prints them. */
  readonly units?: Readonly<Record<string, string>>;
  /** Debian packages and their versions. */
  readonly packages?: Readonly<Record<string, string>>;
  /** Further programs, as shell scripts: each call of one is recorded. */
  readonly programs?: Readonly<Record<string, string>>;
}
