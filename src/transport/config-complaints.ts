/** What helps where ssh refuses its configuration, by what it says; $1 is what is in the first brackets. */
const advice: readonly (readonly [said: RegExp, hint: string])[] = [
  // ssh writes bytes that are no ASCII as octal numbers.
  [
    /\\37[67]\\37[67]/,
    'The file is UTF-16, as PowerShell writes it. Save it as UTF-8, or: iconv -f UTF-16 -t UTF-8 FILE >NEW, and move NEW to its place',
  ],
  [/\\357\\273\\277/, 'The file begins with a byte order mark, as Notepad writes it: save it as UTF-8 without BOM'],
  [/\\302\\240/, 'A blank of the line is a no-break space, as web pages have it: type it anew'],
  [
    /Bad configuration option: (usekeychain)/i,
    'Only the ssh of macOS knows it: write the line "IgnoreUnknown UseKeychain" above it',
  ],
  [
    /Bad owner or permissions on (\S+)/,
    'chmod 600 $1 (on Windows: icacls $1 /inheritance:r /grant:r %USERNAME%:F). The file must be yours',
  ],
  [/unknown key %/, 'A % that stands for itself is written %%'],
];

/** Says what to do about what ssh complains of; undefined where that is not known. */
export function adviceOn(complaint: string): string | undefined {
  for (const [said, hint] of advice) {
    const match = said.exec(complaint);
    if (match) return hint.replaceAll('$1', match[1] ?? '');
  }
  return undefined;
}
