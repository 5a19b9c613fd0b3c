/** What kubectl's `-o` prints a list of objects by: a line for each, a tab behind each of these JSONPath fields. */
export function columnsOf(fields: readonly string[]): string {
  return `jsonpath={range .items[*]}${fields.map((field) => `{${field}}{"\\t"}`).join('')}{"\\n"}{end}`;
}
