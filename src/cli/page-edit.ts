import { type InventoryEdit, writeEdit } from '../inventory/inventory-edit.ts';
import { type PlanBeside, type ShownPlan, shownPlan } from '../screen/change-state.ts';
import type { NodePlan } from '../screen/plan-text.ts';

/**
 * Makes a `proceed` that shows a plan together with an edit of the inventory. After a yes the edit is written first.
 */
export function editing(proceed: (plan: ShownPlan) => Promise<boolean>, edit: InventoryEdit | undefined) {
  /** What was done to the inventory, in words. */
  const written: string[] = [];
  return {
    written,
    async proceed(nodes: readonly NodePlan[], beside: Omit<PlanBeside, 'edit'>): Promise<boolean> {
      if (!(await proceed(shownPlan(nodes, { ...beside, edit })))) return false;
      if (!edit) return true;
      await writeEdit(edit);
      written.push(`${edit.path} has the new lines.`);
      return true;
    },
  };
}
