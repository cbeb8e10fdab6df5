/** Text on one line of Markdown, in which nothing is taken for markup. */
export function plain(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replaceAll(/[\\<>[\]`*_|~&$!]/g, (character) => `\\${character}`);
}
