/** The account that a connection is logged in with. */
export interface Account {
  readonly node: string;
  readonly user: string;
  /** Called only when sudo asks. */
  sudoPassword(): Promise<string>;
}
