/** A text of the program in a table of Markdown: a bar would end the cell even inside code, and stars would be bold. */
export function tableCell(text: string): string {
  const [first = '', ...others] = text.replaceAll(/\s+/g, ' ').replaceAll('|', '\\|').split('`');
  // Every second part is code.
  return [plain(first), ...others.map((part, index) => (index % 2 === 0 ? part : plain(part)))].join('`');
}

function plain(text: string): string {
  return text.replaceAll(/[*<]/g, '\\$&');
}
