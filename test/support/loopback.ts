let last = 1;

/** Returns an address of this machine that no other test file uses: every process has its own range. */
export function loopbackAddress(): string {
  const id = process.pid % 60_000;
  return `127.${1 + (id >> 8)}.${id & 0xff}.${++last}`;
}
