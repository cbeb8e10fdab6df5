/** What Microsoft Entra says went wrong with a sign-in. */
export interface EntraError {
  /** The number behind `AADSTS`. Source: Microsoft Entra authentication and authorization error codes. */
  readonly code: number;
  /** Entra's own sentence, without code and trace. May name accounts and applications. */
  readonly message: string;
  readonly correlationId: string | undefined;
  /** As Entra writes it, in UTC. */
  readonly timestamp: string | undefined;
}

const guid = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';

/**
 * Finds Entra's error in a text: an `error_description`, or what a library or VS Code made of one. The number is the
 * only part of it that is stable, and no provider hands it on in any other way.
 */
export function entraErrorIn(text: string): EntraError | undefined {
  const found = /AADSTS(\d{4,8})(?::\s*|\b)(.*)/s.exec(text);
  if (!found) {
    return undefined;
  }
  const [, code = '', rest = ''] = found;
  const [message = ''] = rest.split(/\s*-?\s*(?:Trace ID|Correlation ID|Timestamp):/i);
  return {
    code: Number(code),
    message: message.replaceAll(/\s+/g, ' ').trim(),
    correlationId: new RegExp(`Correlation ID:\\s*(${guid})`, 'i').exec(text)?.[1],
    timestamp: /Timestamp:\s*(\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d)Z?/i.exec(text)?.[1],
  };
}
