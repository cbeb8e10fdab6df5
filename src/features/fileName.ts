/**
 * A name that every file system takes: letters with their marks, digits and little else. Windows forbids more than others do, and no name
 * ends with a dot or a space, or is that of a device.
 * @param fallback where nothing of the text is left
 */
export function fileNameOf(text: string, fallback = '_'): string {
  const name =
    Array.from(text.normalize('NFC').replaceAll(/[^\p{L}\p{M}\p{N} ._()-]+/gu, '_'))
      .slice(0, 60)
      .join('')
      .replaceAll(/^[ .]+|[ .]+$/g, '') || fallback;
  return reserved.test(name) ? name.replace(/(?=\.|$)/, '_') : name;
}

/** Names of devices, which Windows takes for no file, whatever their ending. */
const reserved = /^(?:con|prn|aux|nul|(?:com|lpt)[\d¹²³])(?:\.|$)/i;
