import type { FindingId } from '../doctor/finding-ids.ts';
import type { Finding } from '../engine/model.ts';

/** The same findings under the id of another check than the step's own. */
export function* under<F extends Finding>(id: FindingId, findings: Iterable<F>): Iterable<F> {
  for (const finding of findings) yield { ...finding, id };
}
