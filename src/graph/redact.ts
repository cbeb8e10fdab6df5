/**
 * Text without the query of any address in it, and without anything that has the form of a bearer token or JWT.
 * The service's own sentences pass through here as well: it may quote a signed address.
 */
export function redact(text: string): string {
  return text
    .replaceAll(/(https?:\/\/[^\s?"'<>#]*)[?#][^\s"'<>]*/gi, '$1?…')
    .replaceAll(/\bBearer\s+\S+/gi, 'Bearer …')
    .replaceAll(/\bey[\w-]{8,}(\.[\w-]*){1,4}/g, '…');
}
