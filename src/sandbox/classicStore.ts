import { formatDistinguishedName } from '../pki/distinguishedName.ts';
import { readAuthorityCertificate } from './authorities.ts';
import { badRequest, notFound } from './graphFault.ts';
import type { ClassicAuthority } from './model.ts';
import {
  isRecord,
  optionalBoolean,
  optionalWebAddress,
  type RequestBody,
  requiredString,
  settableProperties,
} from './requestBody.ts';
import type { Tenant } from './tenant.ts';

/** The id that the one certificateBasedAuthConfiguration of every tenant has, by its documentation. */
const classicStoreId = '29728ade-6ae4-4ee9-9103-412912537da5';

export interface ClassicStore {
  readonly id: string;
  readonly certificateAuthorities: readonly ClassicAuthority[];
}

/** The classic store, or undefined where there is none. */
export function classicStore(tenant: Tenant): ClassicStore | undefined {
  const { classicAuthorities } = tenant.state;
  return classicAuthorities.length === 0
    ? undefined
    : { id: classicStoreId, certificateAuthorities: classicAuthorities };
}

/** @throws {GraphFault} 404 */
export function classicStoreById(tenant: Tenant, id: string): ClassicStore {
  const store = classicStore(tenant);
  if (!store || id !== store.id) {
    throw notFound(id);
  }
  return store;
}

/**
 * Sets the classic store up: the whole list at once.
 * @throws {GraphFault} 400 where there is one already (it cannot be updated), or the list is not acceptable
 */
export function createClassicStore(tenant: Tenant, body: RequestBody): ClassicStore {
  if (classicStore(tenant)) {
    throw badRequest(
      'Only one certificateBasedAuthConfiguration can exist, and it cannot be updated. Delete it first.',
    );
  }
  const list = settableProperties(body, ['certificateAuthorities'], ['id'])['certificateAuthorities'];
  if (!Array.isArray(list) || list.length === 0) {
    throw badRequest("Property 'certificateAuthorities' has to list at least one certificate authority.");
  }
  const certificateAuthorities = list.map((entry: unknown) => readClassicAuthority(entry, tenant.now()));
  tenant.state.classicAuthorities = certificateAuthorities;
  tenant.changed();
  return { id: classicStoreId, certificateAuthorities };
}

/** @throws {GraphFault} 404 */
export function deleteClassicStore(tenant: Tenant, id: string): void {
  classicStoreById(tenant, id);
  tenant.state.classicAuthorities = [];
  tenant.changed();
}

function readClassicAuthority(entry: unknown, now: Date): ClassicAuthority {
  if (!isRecord(entry)) {
    throw badRequest("Each member of 'certificateAuthorities' has to be an object.");
  }
  // The metadata calls issuer and issuerSki required, the documentation read-only: they are taken from the certificate.
  const properties = settableProperties(entry, [
    'isRootAuthority',
    'certificate',
    'certificateRevocationListUrl',
    'deltaCertificateRevocationListUrl',
    'issuer',
    'issuerSki',
  ]);
  const isRootAuthority = optionalBoolean(properties, 'isRootAuthority');
  if (isRootAuthority === undefined) {
    throw badRequest("A value is required for property 'isRootAuthority'.");
  }
  const certificate = readAuthorityCertificate(requiredString(properties, 'certificate'));
  if (certificate.notAfter <= now) {
    throw badRequest(
      `The certificate of ${formatDistinguishedName(certificate.subject)} expired on ${certificate.notAfter.toISOString()}. Nothing can be added to the classic store while a certificate in it is expired.`,
    );
  }
  return {
    isRootAuthority,
    certificate: Buffer.from(certificate.der).toString('base64'),
    certificateRevocationListUrl: optionalWebAddress(properties, 'certificateRevocationListUrl') ?? null,
    deltaCertificateRevocationListUrl:
      optionalWebAddress(properties, 'deltaCertificateRevocationListUrl') ?? null,
    issuer: formatDistinguishedName(certificate.issuer),
    issuerSki: certificate.subjectKeyIdentifier?.toUpperCase() ?? '',
  };
}
