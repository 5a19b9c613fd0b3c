/** A text with its `${NAME}` references replaced. */
export interface Expanded {
  readonly text: string;
  /**
   * References that could not be replaced, as they are written: `unset` for `${NAME}` of a variable that is not set,
   * `malformed` where no name is between the braces.
   */
  readonly unset: readonly string[];
  readonly malformed: readonly string[];
}

/** Replaces `${NAME}` by environment variables and `$$` by a dollar. A dollar before anything else stays. */
export function expandReferences(text: string, env: Readonly<Record<string, string | undefined>>): Expanded {
  const unset: string[] = [];
  const malformed: string[] = [];
  const expanded = text.replaceAll(/\$\$|\$\{([^}]*)\}?/g, (whole, name: string | undefined) => {
    if (name === undefined) return '$';
    if (!whole.endsWith('}') || !/^[A-Za-z_]\w*$/.test(name)) {
      malformed.push(whole);
      return whole;
    }
    const value = Object.hasOwn(env, name) ? env[name] : undefined;
    if (value === undefined) unset.push(whole);
    return value ?? whole;
  });
  return { text: expanded, unset, malformed };
}
