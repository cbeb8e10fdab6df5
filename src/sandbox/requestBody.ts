import { badRequest } from './graphFault.ts';

/** The JSON object that a request carries. */
export type RequestBody = Readonly<Record<string, unknown>>;

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * The properties of a request that may be set, without OData's own annotations.
 * @param readOnly properties that the entity has and a request must not set
 * @throws {GraphFault} 400 for any other property
 */
export function settableProperties(
  body: RequestBody,
  settable: readonly string[],
  readOnly: Iterable<string> = [],
): RequestBody {
  const known = new Set(readOnly);
  const properties: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(body)) {
    if (name.includes('@odata.')) {
      continue;
    }
    if (!settable.includes(name)) {
      throw badRequest(
        known.has(name)
          ? `Property '${name}' is read-only and cannot be set.`
          : `Invalid property '${name}'.`,
      );
    }
    properties[name] = value;
  }
  return properties;
}

/** @throws {GraphFault} 400 where the property is missing, empty or no string */
export function requiredString(body: RequestBody, name: string): string {
  const value = body[name];
  if (value === undefined || value === null || value === '') {
    throw badRequest(`A value is required for property '${name}'.`);
  }
  if (typeof value !== 'string') {
    throw badRequest(`Invalid value specified for property '${name}': a string is expected.`);
  }
  return value;
}

/** @throws {GraphFault} 400 where the property is there and neither a string nor null */
export function optionalString(body: RequestBody, name: string): string | null | undefined {
  const value = body[name];
  if (value === undefined || value === null || typeof value === 'string') {
    return value;
  }
  throw badRequest(`Invalid value specified for property '${name}': a string is expected.`);
}

/** @throws {GraphFault} 400 where the property is there and no boolean */
export function optionalBoolean(body: RequestBody, name: string): boolean | undefined {
  const value = body[name];
  if (value === undefined || typeof value === 'boolean') {
    return value;
  }
  throw badRequest(`Invalid value specified for property '${name}': true or false is expected.`);
}

/**
 * An http or https address.
 * @throws {GraphFault} 400 where the property is there and neither such an address nor null
 */
export function optionalWebAddress(body: RequestBody, name: string): string | null | undefined {
  const value = optionalString(body, name);
  if (typeof value === 'string' && !isWebAddress(value)) {
    throw badRequest(`Invalid value specified for property '${name}': an http or https address is expected.`);
  }
  return value;
}

export function isWebAddress(text: string): boolean {
  const address = URL.parse(text);
  return address !== null && (address.protocol === 'http:' || address.protocol === 'https:');
}
