/** Advice on errors of ssh about its configuration, by their text. $1 stands for the first group of the pattern. */
const advice: readonly (readonly [said: RegExp, hint: string])[] = [
  // ssh writes bytes that are no ASCII as octal numbers.
  [
    /\\37[67]\\37[67]/,
    'The file is UTF-16, as PowerShell writes it. Save it as UTF-8, or: iconv -f UTF-16 -t UTF-8 FILE >NEW, and move NEW to its place',
  ],
  [/\\357\\273\\277/, 'The file begins with a byte order mark, as Notepad writes it: save it as UTF-8 without BOM'],
  [/\\302\\240/, 'The line has a no-break space, as web pages have them: type the blank again'],
  [
    /Bad configuration option: (usekeychain)/i,
    'Only the ssh of macOS knows it: write the line "IgnoreUnknown UseKeychain" above it',
  ],
  [
    /Bad owner or permissions on (\S+)/,
    'chmod 600 $1 (on Windows: icacls $1 /inheritance:r /grant:r %USERNAME%:F). The file must be yours',
  ],
  [/unknown key %/, 'Write %% for a plain %'],
];

/** Returns advice on an error of ssh about its configuration, or undefined if there is none for it. */
export function adviceOn(complaint: string): string | undefined {
  for (const [said, hint] of advice) {
    const match = said.exec(complaint);
    if (match) return hint.replaceAll('$1', match[1] ?? '');
  }
  return undefined;
}
