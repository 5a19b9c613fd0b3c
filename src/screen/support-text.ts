import { count } from '../counted.ts';
import type { SupportArchive, SupportOptions } from '../tasks/support.ts';
import { doctorJson } from './doctor-json.ts';
import { doctorText } from './doctor-text.ts';
import { sizeText } from './phrases.ts';
import { surveyText } from './survey-text.ts';

/** Makes the files of a support archive that hold what commands print. */
export const supportFiles: SupportOptions['describe'] = {
  findings(found, nodes) {
    const inventory = 'inventory.yaml';
    const json = doctorJson(found, { nodes, inventory });
    return { 'doctor.txt': doctorText(json, inventory), 'doctor.json': JSON.stringify(json, undefined, 2) };
  },
  plan: (survey) => ({ 'plan.txt': surveyText(survey, { withDiffs: true, isWhole: true }) }),
};

/** Says what was packed, and what to do with the archive. */
export function supportText({ archive, bytes, files, unreached }: SupportArchive): string {
  const width = Math.max(...files.map(({ bytes: size }) => sizeText(size).length));
  return [
    ...files.map(({ path, bytes: size }) => `${sizeText(size).padStart(width)}  ${path}`),
    '',
    `${archive} has ${count(files.length, 'file')} (${sizeText(bytes)}).`,
    ...(unreached.length > 0 ? [`Not asked: ${unreached.join(', ')}; doctor.txt says why.`] : []),
    `Read it before you send it: tar -xzf ${archive}`,
  ].join('\n');
}
