import * as z from 'zod';
import { addons } from '../inventory/schema-addons.ts';

/** What the page may start: what the command line has under the same name, and an addon, which is an edit and then `init`. */
export const asked = z.discriminatedUnion('verb', [
  z.strictObject({ verb: z.enum(['init', 'doctor --fix']), only: z.array(z.string()).readonly().optional() }),
  z.strictObject({
    verb: z.literal('addon'),
    name: addons.keyof(),
    isOn: z.boolean(),
    /** Of an addon whose node somebody must name. */
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
