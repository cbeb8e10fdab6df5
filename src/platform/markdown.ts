/** Text on one line of Markdown, in which nothing is taken for markup. */
export function plain(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replaceAll(/[\\<>[\]`*_|~&$!#]/g, (character) => `\\${character}`);
}

/** The lines of a table. A cell is taken as it is, but for web addresses, which become links. */
export function table(columns: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;
  return [line(columns), `|${columns.map(() => '---').join('|')}|`, ...rows.map(line)];
}

/** Escaped, an address would lead elsewhere. */
function cell(text: string): string {
  return /^https?:\/\/[^\s<>|]+$/i.test(text) ? `<${text}>` : plain(text);
}
