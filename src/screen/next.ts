/** What to type, with the inventory where it is not the usual one: "microcloud init -i field.yaml". */
export function typed(command: string, inventory: string): string {
  return `microcloud ${command}${inventory === 'inventory.yaml' ? '' : ` -i ${inventory}`}`;
}
