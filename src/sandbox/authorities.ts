import { Asn1Error } from '../pki/asn1Reader.ts';
import {
  type Certificate,
  isCertificateAuthority,
  readCertificate,
  thumbprintOf,
} from '../pki/certificate.ts';
import { decodeBase64 } from '../pki/text.ts';
import { authorityType } from './entityTypes.ts';
import { badRequest, notFound } from './graphFault.ts';
import { type Authority, type Configuration, limits } from './model.ts';
import { type AuthorityChoices, newAuthority } from './newAuthority.ts';
import {
  optionalBoolean,
  optionalString,
  optionalWebAddress,
  type RequestBody,
  requiredString,
  settableProperties,
} from './requestBody.ts';
import type { Tenant } from './tenant.ts';

const editable = [
  'certificateAuthorityType',
  'certificateRevocationListUrl',
  'deltaCertificateRevocationListUrl',
  'displayName',
  'isIssuerHintEnabled',
] as const;
const required = ['certificate', 'expirationDateTime', 'thumbprint'] as const;
/** A request may set these, but they have to agree with the certificate, or are taken from it. */
const descriptive = ['issuer', 'issuerSubjectKeyIdentifier'] as const;

/** @throws {GraphFault} 404 where the configuration has no such authority */
export function authorityOf(configuration: Configuration, id: string): Authority {
  const found = configuration.authorities.find((authority) => authority.id === id);
  if (!found) {
    throw notFound(id);
  }
  return found;
}

/** @throws {GraphFault} 404, or 400 where the request, the certificate or the limits do not allow it */
export function addAuthority(tenant: Tenant, configurationId: string, body: RequestBody): Authority {
  const configuration = tenant.configuration(configurationId);
  const properties = settableProperties(
    documentedSpelling(body),
    [...editable, ...required, ...descriptive],
    authorityType.properties.keys(),
  );
  const certificate = readAuthorityCertificate(requiredString(properties, 'certificate'));
  checkAgreement(properties, certificate);
  const authority = newAuthority(certificate, tenant.now(), readChoices(properties));
  checkRoom(configuration, authority);
  configuration.authorities = [...configuration.authorities, authority];
  tenant.touch(configuration);
  return authority;
}

/** @throws {GraphFault} 404, or 400 for anything that is not editable */
export function changeAuthority(
  tenant: Tenant,
  configurationId: string,
  id: string,
  body: RequestBody,
): Authority {
  const configuration = tenant.configuration(configurationId);
  const before = authorityOf(configuration, id);
  const properties = settableProperties(documentedSpelling(body), editable, authorityType.properties.keys());
  if (Object.keys(properties).length === 0) {
    throw badRequest('The request has to set at least one property.');
  }
  const after = { ...before, ...readChoices(properties) };
  configuration.authorities = configuration.authorities.map((one) => (one === before ? after : one));
  tenant.touch(configuration);
  return after;
}

/** @throws {GraphFault} 404 */
export function deleteAuthority(tenant: Tenant, configurationId: string, id: string): void {
  const configuration = tenant.configuration(configurationId);
  const authority = authorityOf(configuration, id);
  configuration.authorities = configuration.authorities.filter((one) => one !== authority);
  tenant.state.deletedAuthorities.push({
    configurationId,
    authority: { ...authority, deletedDateTime: tenant.now().toISOString() },
  });
  tenant.touch(configuration);
}

/** @throws {GraphFault} 400 where the authority is there already, or the configuration is full */
export function checkRoom(configuration: Configuration, authority: Authority): void {
  if (configuration.authorities.some((one) => one.thumbprint === authority.thumbprint)) {
    throw badRequest('Duplicate Certificate exists');
  }
  if (configuration.authorities.length >= limits.authorities) {
    throw badRequest(`A configuration holds at most ${limits.authorities} certificate authorities.`);
  }
}

/**
 * The certificate of a certificate authority from its base64.
 * @throws {GraphFault} 400 where it is none, or too large
 */
export function readAuthorityCertificate(base64: string): Certificate {
  const der = decodeBase64(base64);
  if (!der) {
    throw badRequest("Invalid value specified for property 'certificate': base64 is expected.");
  }
  if (der.length > limits.certificateBytes) {
    throw badRequest(
      `The certificate has ${der.length} bytes; at most ${limits.certificateBytes} are allowed.`,
    );
  }
  let certificate: Certificate;
  try {
    certificate = readCertificate(der);
  } catch (error) {
    if (error instanceof Asn1Error) {
      throw badRequest(`Invalid value specified for property 'certificate': ${error.message}.`);
    }
    throw error;
  }
  if (!isCertificateAuthority(certificate)) {
    throw badRequest('The certificate is not that of a certificate authority.');
  }
  return certificate;
}

// The documentation writes `deltacertificateRevocationListUrl` where the metadata has a capital C.
function documentedSpelling(body: RequestBody): RequestBody {
  const { deltacertificateRevocationListUrl: documented, ...rest } = body;
  return documented === undefined ? body : { deltaCertificateRevocationListUrl: documented, ...rest };
}

function checkAgreement(properties: RequestBody, certificate: Certificate): void {
  const expiration = Date.parse(requiredString(properties, 'expirationDateTime'));
  if (Number.isNaN(expiration)) {
    throw badRequest("Invalid value specified for property 'expirationDateTime': a date is expected.");
  }
  if (Math.floor(expiration / 1000) !== Math.floor(certificate.notAfter.getTime() / 1000)) {
    throw badRequest("Property 'expirationDateTime' is not the end of the certificate's validity.");
  }
  if (requiredString(properties, 'thumbprint').toUpperCase() !== thumbprintOf(certificate.der)) {
    throw badRequest("Property 'thumbprint' is not the SHA-1 thumbprint of the certificate.");
  }
  const identifier = optionalString(properties, 'issuerSubjectKeyIdentifier');
  if (identifier && identifier.toLowerCase() !== certificate.subjectKeyIdentifier) {
    throw badRequest(
      "Property 'issuerSubjectKeyIdentifier' is not the certificate's subject key identifier.",
    );
  }
  optionalString(properties, 'issuer');
}

function readChoices(properties: RequestBody): AuthorityChoices {
  const type = optionalString(properties, 'certificateAuthorityType');
  if (type !== undefined && type !== 'root' && type !== 'intermediate') {
    throw badRequest(
      "Invalid value specified for property 'certificateAuthorityType': root or intermediate is expected.",
    );
  }
  const address = optionalWebAddress(properties, 'certificateRevocationListUrl');
  const deltaAddress = optionalWebAddress(properties, 'deltaCertificateRevocationListUrl');
  const displayName = optionalString(properties, 'displayName');
  if (typeof displayName === 'string' && displayName.length > limits.displayNameLength) {
    throw badRequest(
      `Invalid value specified for property 'displayName': at most ${limits.displayNameLength} characters are expected.`,
    );
  }
  const isIssuerHintEnabled = optionalBoolean(properties, 'isIssuerHintEnabled');
  return {
    ...(type !== undefined && { certificateAuthorityType: type }),
    ...(address !== undefined && { certificateRevocationListUrl: address }),
    ...(deltaAddress !== undefined && { deltaCertificateRevocationListUrl: deltaAddress }),
    ...(displayName && { displayName }),
    ...(isIssuerHintEnabled !== undefined && { isIssuerHintEnabled }),
  };
}
