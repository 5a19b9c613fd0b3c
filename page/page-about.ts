/** What the server says about itself. */
export interface Told {
  /** The path of the inventory, as the user named it. */
  readonly inventory: string;
  /** The end of each command for this inventory: " -i field.yaml". */
  readonly suffix: string;
}

/** What the page knows from its first request. */
export interface About extends Told {
  /** Writes a command for this inventory: "microcloud init -i field.yaml". */
  typed(command: string): string;
}

export function aboutOf(told: Told): About {
  return { ...told, typed: (command) => `microcloud ${command}${told.suffix}` };
}
