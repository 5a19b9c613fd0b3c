import type { Change, FactsOf } from '../engine/model.ts';
import { fileFact } from '../facts/file.ts';
import { unitFact } from '../facts/unit.ts';
import { ensureFile } from './ensure-file.ts';
import { ensureRunning, removeUnit, unitFileOf } from './ensure-unit.ts';
import { template } from './template.ts';

/** A script that systemd runs now and then: the script, the service that runs it, and the timer that starts the service. */
export interface Timer {
  readonly script: string;
  readonly service: string;
  readonly timer: string;
}

const timerOf = (name: string, script: string): Timer => ({
  script: `/usr/local/lib/microcloud/${script}`,
  service: `microcloud-${name}.service`,
  timer: `microcloud-${name}.timer`,
});

/** Renews certificates without a person. */
export const certificateTimer = timerOf('certificates', 'renew-certificates.sh');
/** Approves the certificates that kubelets ask for, without a person. */
export const approvalTimer = timerOf('approval', 'approve-certificates.sh');
/** Copies the cluster without a person. */
export const copyTimer = timerOf('copy', 'copy-cluster.sh');

/** Names both unit files. */
export const unitFilesOf = ({ service, timer }: Timer) => [unitFileOf(service), unitFileOf(timer)] as const;

/** Lists what a step asks about its timer. */
export function timerNeeds({ script, service, timer }: Timer) {
  return {
    script: fileFact(script),
    serviceFile: fileFact(unitFileOf(service)),
    timerFile: fileFact(unitFileOf(timer)),
    service: unitFact(service),
    timer: unitFact(timer),
  };
}

type TimerFacts = FactsOf<ReturnType<typeof timerNeeds>>;

interface WantedTimer {
  readonly content: string;
  /** What the script is for, after "Write PATH": "so that …". */
  readonly why?: string;
  /** Values for both unit files in `templates/`. */
  readonly values?: Readonly<Record<string, string>>;
}

/** Makes a timer wait now and from every boot on, with the script and the units as they are wanted. */
export function* ensureTimer(facts: TimerFacts, { content, why, values = {} }: WantedTimer): Iterable<Change> {
  const { script, serviceFile, timerFile, service, timer } = facts;
  yield* ensureFile(script, { content, ...(why === undefined ? {} : { why }) });
  yield* ensureFile(serviceFile, { content: template(service.unit, values) });
  yield* ensureFile(timerFile, { content: template(timer.unit, values) });
  // systemd keeps the service in memory for the timer, and would run it as its old file said.
  yield* ensureRunning({ ...timer, needsReload: timer.needsReload || service.needsReload });
}

/** Removes the timer and what it starts. */
export function* ensureNoTimer(facts: TimerFacts, summary: string): Iterable<Change> {
  const { script, serviceFile, timerFile, timer } = facts;
  const files = [script, serviceFile, timerFile];
  if (!files.some(({ exists }) => exists)) return;
  const paths = files.map(({ path }) => path);
  yield { kind: 'change', summary, script: removeUnit(timer.unit, paths) };
}
