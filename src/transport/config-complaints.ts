import type { Causes } from '../causes.ts';

/** Advice on errors of ssh about its configuration, by their text. */
export const configAdvice: Causes = [
  // ssh writes bytes that are no ASCII as octal numbers.
  [
    /\\37[67]\\37[67]/,
    'The file is UTF-16, as PowerShell writes it. Save it as UTF-8, or: iconv -f UTF-16 -t UTF-8 FILE >NEW, and move NEW to its place',
  ],
  [/\\357\\273\\277/, 'The file begins with a byte order mark, as Notepad writes it: save it as UTF-8 without BOM'],
  [/\\302\\240/, 'The line has a no-break space, as web pages have them: type the blank again'],
  [
    /Bad configuration option: usekeychain/i,
    'Only the ssh of macOS knows it: write the line "IgnoreUnknown UseKeychain" above it',
  ],
  [
    /Bad owner or permissions on (\S+)/,
    'chmod 600 {1} (on Windows: icacls {1} /inheritance:r /grant:r %USERNAME%:F). The file must be yours',
  ],
  [/unknown key %/, 'Write %% for a plain %'],
];
