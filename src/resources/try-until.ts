import { type Script, sh } from '../shell/sh.ts';

interface Patience {
  readonly tries: number;
  /** Seconds between two tries. Default: 1. */
  readonly pause?: number;
  /** What the script prints before it fails, when no try has succeeded. */
  readonly failure?: string;
}

/** Tries a command until it succeeds. After so many tries the script fails, with exit code 1. */
export function tryUntil(command: Script, { tries, pause = 1, failure }: Patience): Script {
  return sh`tries=0
until ${command}; do
  tries=$((tries + 1))
  if [ $tries -ge ${tries} ]; then ${failure ? sh`echo ${failure}; ` : sh``}exit 1; fi
  sleep ${pause}
done`;
}
