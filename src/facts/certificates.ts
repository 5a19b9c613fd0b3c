import { X509Certificate } from 'node:crypto';
import { distributionOf } from '../distributions/table.ts';
import type { Fact } from '../engine/model.ts';
import type { Cluster } from '../inventory/schema.ts';
import { sh } from '../shell/sh.ts';
import { commandFact } from './command.ts';

/** The certificates of a node that must be renewed one day, and what runs with older ones than its files have. */
export interface Certificates {
  /** The one that ends first: its file, and when it ends, milliseconds since 1970. */
  readonly first?: { readonly path: string; readonly ends: number };
  /** Full days until that end, by the node's clock; below 0 when the certificate has ended. */
  readonly days?: number;
  /** Days until the last of them begins to be valid, where one does so later: its maker's clock was wrong. */
  readonly early?: number;
  /**
   * Parts of the control plane that started before a certificate of their arguments was written: they still use the
   * older one.
   */
  readonly outdated: readonly string[];
}

const dayMilliseconds = 86_400_000;
/** Times of processes and of files are whole seconds. */
const roundingSeconds = 2;

// Prints only the certificate of a kubeconfig: its key stays on the node.
const publicParts = `FNR == 1 { print "== file " FILENAME }
/BEGIN CERTIFICATE/, /END CERTIFICATE/
sub(/^ *client-certificate-data: */, "")`;

/** Asks which certificates the node has, and what runs with them. */
export function certificatesFact(cluster: Pick<Cluster, 'distribution'>): Fact<Certificates> {
  const { certificates, parts } = distributionOf(cluster);
  const running = parts.length === 0 ? sh`:` : sh`pids=$(pidof ${parts}) && ps -ww -o etimes=,args= -p "$pids"`;
  return commandFact(
    'certificates',
    sh`set --
for f in ${certificates}; do [ ! -s "$f" ] || set -- "$@" "$f"; done
[ $# -eq 0 ] || awk ${publicParts} "$@"
echo '== times'
date +%s
[ $# -eq 0 ] || stat -c '%Y %n' -- "$@"
echo '== parts'
${running} || :`,
    certificatesIn,
  );
}

/**
 * Asks how the certificate by which the API knows the node is, by the node's clock: 'ended', 'early' where it begins
 * later than now, or 'valid', also where there is none.
 */
export function nodeCertificateState(cluster: Pick<Cluster, 'distribution'>): Fact<'valid' | 'ended' | 'early'> {
  const { nodeCertificate: path } = distributionOf(cluster);
  return commandFact(
    'certificate of the node',
    // The key may stand behind it in the same file, and stays on the node.
    sh`date +%s; sed -n '/BEGIN CERTIFICATE/,/END CERTIFICATE/{p;/END CERTIFICATE/q}' ${path} 2>/dev/null || :`,
    (stdout) => {
      const [now = '', ...lines] = stdout.split('\n');
      const [{ ends, begins } = { ends: Number.POSITIVE_INFINITY, begins: 0 }] = periodIn(['', ...lines].join('\n'));
      if (ends < Number(now) * 1000) return 'ended';
      return begins > Number(now) * 1000 ? 'early' : 'valid';
    },
  );
}

function certificatesIn(stdout: string): Certificates {
  const [printed = '', timed = '', running = ''] = stdout.split(/^== (?:times|parts)\n/m);
  const [now = '', ...times] = timed.split('\n');
  const written = new Map(
    times.map((line) => line.split(' ') as [string, string]).map(([at, path]) => [path, Number(at)]),
  );
  const all = printed.split(/^== file /m).flatMap(periodIn);
  const [first] = all.toSorted((a, b) => a.ends - b.ends);
  const begins = Math.max(...all.map((one) => one.begins));
  const outdated = running.split('\n').flatMap((line) => outdatedIn(line, Number(now), written));
  const days = first && Math.floor((first.ends - Number(now) * 1000) / dayMilliseconds);
  const early = begins > Number(now) * 1000 ? Math.ceil((begins - Number(now) * 1000) / dayMilliseconds) : undefined;
  return {
    ...(first ? { first: { path: first.path, ends: first.ends } } : {}),
    ...(days === undefined ? {} : { days }),
    ...(early === undefined ? {} : { early }),
    outdated: [...new Set(outdated)],
  };
}

interface Period {
  readonly path: string;
  /** Milliseconds since 1970. */
  readonly begins: number;
  readonly ends: number;
}

/** Reads when the first certificate of a file is valid; nothing for a file that is damaged: other checks tell that. */
function periodIn(text: string): readonly Period[] {
  const [path = '', ...rest] = text.split('\n');
  const body = rest.join('\n');
  const [pem] = /-----BEGIN[\s\S]*?-----END CERTIFICATE-----/.exec(body) ?? [];
  try {
    const certificate = new X509Certificate(pem ?? Buffer.from(body, 'base64'));
    return [{ path, begins: certificate.validFromDate.getTime(), ends: certificate.validToDate.getTime() }];
  } catch {
    return [];
  }
}

function outdatedIn(line: string, now: number, written: ReadonlyMap<string, number>): readonly string[] {
  const [age = '', program = '', ...words] = line.trim().split(/\s+/);
  const started = now - Number(age);
  const isNewer = (word: string) => (written.get(word.replace(/^--[a-z-]+=/, '')) ?? 0) > started + roundingSeconds;
  return words.some(isNewer) ? [program.replace(/.*\//, '')] : [];
}
