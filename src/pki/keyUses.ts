/** Extended key usages that CAs and sign-in certificates have. Sources: RFC 5280 §4.2.1.12, RFC 4556, MS-WCCE. */
const names: ReadonlyMap<string, string> = new Map([
  ['1.3.6.1.5.5.7.3.1', 'serverAuth'],
  ['1.3.6.1.5.5.7.3.2', 'clientAuth'],
  ['1.3.6.1.5.5.7.3.3', 'codeSigning'],
  ['1.3.6.1.5.5.7.3.4', 'emailProtection'],
  ['1.3.6.1.5.5.7.3.8', 'timeStamping'],
  ['1.3.6.1.5.5.7.3.9', 'OCSPSigning'],
  ['1.3.6.1.5.2.3.4', 'pkinitKPClientAuth'],
  ['1.3.6.1.5.2.3.5', 'pkinitKPKdc'],
  ['1.3.6.1.4.1.311.20.2.2', 'smartCardLogon'],
  ['2.5.29.37.0', 'anyExtendedKeyUsage'],
]);

/** The name of an extended key usage with its object identifier, or the identifier alone. */
export function nameOfUse(oid: string): string {
  const name = names.get(oid);
  return name === undefined ? oid : `${name} (${oid})`;
}
