import { titleOf } from '../artifacts/artifact-table.ts';
import type { BundleListener } from '../tasks/bundle.ts';
import { sizeText } from './phrases.ts';
import type { ProgressLine } from './progress-line.ts';

/** Shows how a bundle grows: a line for each finished artifact, and one that changes for the present download. */
export function bundleProgress(line: ProgressLine): BundleListener {
  return {
    notice: (message) => line.keep(message),
    downloading: ({ artifact, bytes, total, done, count }) =>
      line.show(`${done} of ${count}: ${titleOf(artifact)}, ${sizeText(bytes)}${ofTotal(total)}`),
    added: ({ artifact, bytes }) => line.keep(`${titleOf(artifact)}  ${sizeText(bytes)}`),
  };
}

function ofTotal(total: number | undefined): string {
  return total === undefined ? '' : ` of ${sizeText(total)}`;
}
