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
  /** The inventory as it would be. */
  readonly inventory: Inventory;
}

/** What is said of an edit that would make mistakes. */
interface EditRefusal {
  /** "ismael does not fit into inventory.yaml" */
  readonly sentence: string;
  readonly hints: readonly string[];
}

/**
 * Says what a change of the file would make of the inventory. It only reads the file.
 * @throws UserError when the text cannot be changed so, or would have mistakes then
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

/** @throws UserError when the file is not any more what the edit was made of */
export function writeEdit({ path, before, after }: InventoryEdit): Promise<void> {
  return rewriteInventory(path, (text) => {
    if (text === before) return after;
    throw new UserError(`${path} was changed meanwhile: it stays as it is now, and nothing else was changed.`, {
      hints: ['begin again: the plan is made of the file as it is then'],
      exitCode: 2,
    });
  });
}

/**
 * Reads a text that is not written yet. A person is told the reasons without line numbers, which would mean nothing.
 * @throws UserError when it has mistakes
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
