import type { Change, FactsOf } from '../engine/model.ts';
import { fileFact } from '../facts/file.ts';
import { unitFact } from '../facts/unit.ts';
import { sh } from '../shell/sh.ts';
import { ensureFile } from './ensure-file.ts';
import { ensureEnabled, ensureStarted, removeUnit } from './ensure-unit.ts';

/** A program that runs in a unit of ours, and goes on while it reads its configuration again. */
export interface Daemon {
  /** What people call the program. */
  readonly program: string;
  readonly unit: string;
  readonly unitFile: string;
  readonly configuration: string;
  /** The configuration that the program has read: the unit copies it into /run, so it can be compared. */
  readonly loaded: string;
}

/** Lists what a step asks about its daemon. */
export function daemonNeeds({ unit, unitFile, configuration, loaded }: Daemon) {
  return {
    configuration: fileFact(configuration),
    loaded: fileFact(loaded),
    unitFile: fileFact(unitFile),
    unit: unitFact(unit),
  };
}

type DaemonFacts = FactsOf<ReturnType<typeof daemonNeeds>>;

interface Wanted {
  /** The text of its configuration. */
  readonly content: string;
  /** What the configuration is for, after "Write PATH": "so that …". */
  readonly why: string;
  readonly unitText: string;
}

/** Makes a daemon run now and from every boot on, with its configuration as it is wanted. */
export function* ensureDaemon(
  { program, unit, configuration }: Daemon,
  facts: DaemonFacts,
  { content, why, unitText }: Wanted,
): Iterable<Change> {
  yield* ensureFile(facts.configuration, { content, why });
  yield* ensureFile(facts.unitFile, { content: unitText });
  yield* ensureEnabled(facts.unit);
  const starts = [...ensureStarted(facts.unit, [facts.unitFile])];
  yield* starts;
  if (starts.length > 0 || (facts.loaded.exists && facts.loaded.content === content)) return;
  yield {
    kind: 'change',
    about: 'reload',
    summary: `Let ${program} read ${configuration} again`,
    script: sh`systemctl daemon-reload && systemctl reload ${unit}`,
  };
}

/** Removes the daemon, what it reads, and further files. */
export function* ensureNoDaemon(
  { unit, unitFile, configuration }: Daemon,
  facts: Pick<DaemonFacts, 'configuration' | 'unitFile'>,
  { summary, files }: { readonly summary: string; readonly files: readonly string[] },
): Iterable<Change> {
  if (!facts.configuration.exists && !facts.unitFile.exists) return;
  yield { kind: 'change', summary, script: removeUnit(unit, [unitFile, ...files, configuration]) };
}
