let last = 1;

/** An address of this machine that no other test file uses: every process has some of its own. */
export function loopbackAddress(): string {
  const id = process.pid % 60_000;
  return `127.${1 + (id >> 8)}.${id & 0xff}.${++last}`;
}
