import type { Entity, EntityType, PropertyType } from './entityTypes.ts';
import { badRequest } from './graphFault.ts';

type Literal = string | boolean;

interface Condition {
  readonly operator: 'eq' | 'startswith';
  readonly property: string;
  readonly type: PropertyType;
  readonly literal: Literal;
}

const name = String.raw`([A-Za-z]+)`;
const text = String.raw`('(?:[^']|'')*')`;
const equals = new RegExp(String.raw`^\s*${name}\s+eq\s+(?:${text}|([^\s'(),]+))(?=\s|$)`);
const startsWith = new RegExp(String.raw`^\s*startswith\(\s*${name}\s*,\s*${text}\s*\)(?=\s|$)`);

/**
 * Whether an entity passes a `$filter` of conditions with `eq` and `startswith` that are combined by `and`: what the
 * documentation says that the trust store supports.
 * @throws {GraphFault} 400 for anything else
 */
export function readFilter(filter: string, type: EntityType): (entity: Entity) => boolean {
  const conditions: Condition[] = [];
  for (let rest = filter; ; ) {
    const { condition, length } = readCondition(rest, type);
    conditions.push(condition);
    rest = rest.slice(length).trim();
    if (rest === '') {
      return (entity) => conditions.every((one) => holds(one, entity));
    }
    const and = /^and\s/.exec(rest);
    if (!and) {
      throw unsupported(rest);
    }
    rest = rest.slice(and[0].length);
  }
}

function readCondition(rest: string, type: EntityType): { condition: Condition; length: number } {
  const start = startsWith.exec(rest);
  if (start) {
    const [whole, property = '', quoted = ''] = start;
    if (propertyType(property, type) !== 'string') {
      throw badRequest(`Invalid filter clause: startswith does not apply to property '${property}'.`);
    }
    const literal = unquote(quoted);
    return { condition: { operator: 'startswith', property, type: 'string', literal }, length: whole.length };
  }
  const equal = equals.exec(rest);
  if (!equal) {
    throw unsupported(rest);
  }
  const [whole, property = '', quoted, bare = ''] = equal;
  const kind = propertyType(property, type);
  const literal = readLiteral(property, kind, quoted, bare);
  return { condition: { operator: 'eq', property, type: kind, literal }, length: whole.length };
}

function propertyType(property: string, type: EntityType): PropertyType {
  const found = type.properties.get(property);
  if (found === undefined) {
    throw badRequest(
      `Invalid filter clause: Could not find a property named '${property}' on type '${type.name}'.`,
    );
  }
  return found;
}

function readLiteral(
  property: string,
  type: PropertyType,
  quoted: string | undefined,
  bare: string,
): Literal {
  if (type === 'string' && quoted !== undefined) {
    return unquote(quoted);
  }
  if (type === 'boolean' && (bare === 'true' || bare === 'false')) {
    return bare === 'true';
  }
  if (
    type === 'date' &&
    /^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)$/.test(bare) &&
    !Number.isNaN(Date.parse(bare))
  ) {
    return bare;
  }
  throw badRequest(`Invalid filter clause: the value for property '${property}' is not of its type.`);
}

function unquote(quoted: string): string {
  return quoted.slice(1, -1).replaceAll("''", "'");
}

function unsupported(rest: string): Error {
  return badRequest(
    `Invalid filter clause: only eq, startswith and and are supported, but there is '${rest.trim()}'.`,
  );
}

// The directory compares strings without regard to case.
function holds(condition: Condition, entity: Entity): boolean {
  const value = entity[condition.property];
  const { literal } = condition;
  if (typeof value !== 'string' || typeof literal !== 'string') {
    return value === literal;
  }
  if (condition.type === 'date') {
    return Date.parse(value) === Date.parse(literal);
  }
  return condition.operator === 'eq'
    ? value.toLowerCase() === literal.toLowerCase()
    : value.toLowerCase().startsWith(literal.toLowerCase());
}
