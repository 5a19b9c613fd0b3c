import * as z from 'zod';
import { addons } from '../inventory/schema-addons.ts';

/** What the page may start: commands of the same name, and `addon`, which edits the inventory and then does `init`. */
export const asked = z.discriminatedUnion('verb', [
  z.strictObject({ verb: z.enum(['init', 'doctor --fix']), only: z.array(z.string()).readonly().optional() }),
  z.strictObject({
    verb: z.literal('addon'),
    name: addons.keyof(),
    isOn: z.boolean(),
    /** The node that the addon runs on, where the user must name one. */
    node: z.string().optional(),
  }),
  z.strictObject({
    verb: z.literal('user add'),
    name: z.string(),
    namespaces: z.array(z.string()).readonly().optional(),
    role: z.enum(['view', 'edit', 'admin']),
    quota: z.enum(['small', 'medium']),
  }),
]);

export type Asked = z.infer<typeof asked>;
