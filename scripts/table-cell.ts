/**
 * Escapes a text of the program for a table in Markdown: a bar would end the cell, even inside code, and stars would
 * make bold text.
 */
export function tableCell(text: string): string {
  const [first = '', ...others] = text.replaceAll(/\s+/g, ' ').replaceAll('|', '\\|').split('`');
  // Every second part is code, between backticks.
  return [plain(first), ...others.map((part, index) => (index % 2 === 0 ? part : plain(part)))].join('`');
}

function plain(text: string): string {
  return text.replaceAll(/[*<]/g, '\\$&');
}
