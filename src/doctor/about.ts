/** A problem stops something; a warning may stop something soon. */
export type Severity = 'problem' | 'warning';

/** What people read about a fault: in a line of `doctor`, and in its runbook. */
export interface About {
  /** `theme.fault`: stable, people ignore and explain checks by it. */
  readonly id: string;
  /** The fault in a few words: "Swap is on". */
  readonly title: string;
  readonly severity: Severity;
  /** What happens because of the fault, as a sentence. */
  readonly why: string;
  /** What to type, one suggestion each; `{node}` is the node's name, `ssh {node}` the way to log in there. */
  readonly advice: string | readonly string[];
  /** What else helps somebody who meets the fault for the first time. */
  readonly runbook: string;
  /** Where the fault is known from. */
  readonly source: string;
  /**
   * Ids of faults that only follow from this one on the same node: doctor then leaves them out. A last * stands for any
   * ending.
   */
  readonly entails?: readonly string[];
  /** The same for faults that follow on other nodes, too. */
  readonly entailsAnywhere?: readonly string[];
}

/** What a check says of its fault. */
export interface AboutFault extends Omit<About, 'severity'> {
  /** Default: problem. */
  readonly severity?: Severity;
}

/**
 * Faults that doctor does not look for itself: a step finds them, or the connection, and says the id. The ids of these
 * tables are the type `FindingId`.
 */
export type Reported = Readonly<Record<string, Omit<AboutFault, 'id' | 'advice'> & Partial<Pick<About, 'advice'>>>>;
