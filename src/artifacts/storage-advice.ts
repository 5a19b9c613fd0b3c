/** What to do when a file cannot be written, by the system's error code. */
const advice: Readonly<Record<string, string>> = {
  ENOSPC: 'Make room, or let XDG_CACHE_HOME name a directory with more of it',
  EDQUOT: 'Make room within your quota, or let XDG_CACHE_HOME name a directory elsewhere',
  EFBIG: 'Its file system takes no files of this size: let XDG_CACHE_HOME name a directory on another one',
  EINVAL:
    'Its file system does not take such names, as FAT and exFAT do: let XDG_CACHE_HOME name a directory on another one',
  ENAMETOOLONG: 'The path is too long: let XDG_CACHE_HOME name a directory with a shorter one',
  EIO: 'The disk has errors (dmesg shows them): let XDG_CACHE_HOME name a directory on another one',
  EMFILE: 'Too many files are open: ulimit -n 4096, then the same again',
  ENFILE: 'Too many files are open on this machine: close other programs, then the same again',
};

const place = 'Let XDG_CACHE_HOME name a directory that you can write';

export function storageAdvice(code: unknown): string {
  return (typeof code === 'string' ? advice[code] : undefined) ?? place;
}
