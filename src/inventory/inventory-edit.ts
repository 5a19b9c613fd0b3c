import { readFile } from 'node:fs/promises';
import { UserError } from '../errors.ts';
import { rewriteInventory } from './inventory-file.ts';
import { parseInventory } from './load.ts';
import { InventoryError } from './mistakes.ts';
import type { Inventory } from './schema.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** A change of the inventory's file that nobody has agreed to yet. */
export interface InventoryEdit {
  readonly path: string;
  readonly before: string;
  readonly after: string;
  /** The inventory that the edit would make. */
  readonly inventory: Inventory;
}

/** The error for an edit that would make mistakes. */
interface EditRefusal {
  /** "ismael does not fit into inventory.yaml" */
  readonly sentence: string;
  readonly hints: readonly string[];
}

/**
 * Says what an edit of the file would make of the inventory. It only reads the file.
 * @throws UserError when the text cannot be edited so, or would have mistakes afterwards
 */
export async function proposeEdit(
  path: string,
  edit: (text: string) => string,
  { env, refusal }: { readonly env: Env; readonly refusal: EditRefusal },
): Promise<InventoryEdit> {
  const before = await readFile(path, 'utf8');
  const after = edit(before);
  return { path, before, after, inventory: parseEdited(after, path, { env, refusal }) };
}

/** Writes an edit. @throws UserError when the file has changed since the edit was made */
export function writeEdit({ path, before, after }: InventoryEdit): Promise<void> {
  return rewriteInventory(path, (text) => {
    if (text === before) return after;
    throw new UserError(`${path} was changed meanwhile: it stays as it is now, and nothing else was changed.`, {
      hints: ['begin again: then the plan is made of the file as it is now'],
      exitCode: 2,
    });
  });
}

/**
 * Reads a text that is not written yet.
 * @throws UserError with all mistakes, without line numbers, as the text is in no file yet
 */
function parseEdited(
  text: string,
  path: string,
  { env, refusal }: { readonly env: Env; readonly refusal: EditRefusal },
): Inventory {
  try {
    return parseInventory(text, path, { env });
  } catch (error) {
    if (!(error instanceof InventoryError)) throw error;
    const reasons = error.mistakes.map(({ message }) => message);
    const { sentence, hints } = refusal;
    throw new UserError(`${sentence}:\n${reasons.join('\n')}`, { hints, exitCode: 2 });
  }
}
