/** What the server tells of itself. */
export interface Told {
  /** The path of the inventory, as the user named it. */
  readonly inventory: string;
  /** What stands behind each command for this inventory: " -i field.yaml". */
  readonly suffix: string;
}

/** What the page knows from the beginning. */
export interface About extends Told {
  /** A command as it is typed for this inventory: "microcloud init -i field.yaml". */
  typed(command: string): string;
}

export function aboutOf(told: Told): About {
  return { ...told, typed: (command) => `microcloud ${command}${told.suffix}` };
}
