import { mark } from '../../src/facts/cluster/printed-rows.ts';

/** Prints objects as kubectl does with the template of `columnsOf`: a row of cells for each. */
export const rowsOfKubectl = (...objects: readonly (readonly string[])[]): string =>
  objects.map((cells) => `${cells.map((cell) => `${cell}\t${mark}`).join('')}${mark}\n`).join('');
