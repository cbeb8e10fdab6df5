import type { Entity, EntityType } from './entityTypes.ts';
import { readFilter } from './filter.ts';
import { badRequest } from './graphFault.ts';

/** What a request for a list asks for. */
export interface ListQuery {
  readonly filter: ((entity: Entity) => boolean) | undefined;
  readonly order: ((left: Entity, right: Entity) => number) | undefined;
  /** Whether the number of all matching entities is asked for. */
  readonly count: boolean;
  /** Entities on a page. */
  readonly top: number;
  readonly select: readonly string[] | undefined;
  readonly skipToken: string | undefined;
}

const defaultPage = 100;
const largestPage = 999;
const listOptions = ['$filter', '$orderby', '$count', '$top', '$select', '$skiptoken'] as const;

/**
 * The query options of a list.
 * @throws {GraphFault} 400 for an option or a value that the trust store does not support
 */
export function readListQuery(parameters: URLSearchParams, type: EntityType): ListQuery {
  const options = readOptions(parameters, listOptions);
  const filter = options.get('$filter');
  const order = options.get('$orderby');
  const top = options.get('$top');
  return {
    filter: filter === undefined ? undefined : readFilter(filter, type),
    order: order === undefined ? undefined : readOrder(order, type),
    count: readCount(options.get('$count')),
    top: top === undefined ? defaultPage : readTop(top),
    select: readSelect(options.get('$select'), type),
    skipToken: options.get('$skiptoken'),
  };
}

/** The query options of a single entity: `$select` alone. */
export function readEntityQuery(
  parameters: URLSearchParams,
  type: EntityType,
): readonly string[] | undefined {
  return readSelect(readOptions(parameters, ['$select']).get('$select'), type);
}

/** The query options of `/$count`: `$filter` alone. */
export function readCountQuery(
  parameters: URLSearchParams,
  type: EntityType,
): ((entity: Entity) => boolean) | undefined {
  const filter = readOptions(parameters, ['$filter']).get('$filter');
  return filter === undefined ? undefined : readFilter(filter, type);
}

/** Refuses every query option, for calls that take none. */
export function refuseQuery(parameters: URLSearchParams): void {
  readOptions(parameters, []);
}

/** The chosen properties of an entity, all of them where nothing was chosen, in the order of the metadata. */
export function pick(entity: Entity, select: readonly string[] | undefined, type: EntityType): Entity {
  const names = [...type.properties.keys()].filter((name) => !select || select.includes(name));
  return Object.fromEntries(names.map((name) => [name, entity[name] ?? null]));
}

// Parameters without a dollar sign are not system query options; Graph ignores those that it does not know.
function readOptions(parameters: URLSearchParams, supported: readonly string[]): Map<string, string> {
  const options = new Map<string, string>();
  for (const [name, value] of parameters) {
    if (!name.startsWith('$')) {
      continue;
    }
    if (name === '$expand' || name === '$skip') {
      throw badRequest(`'${name}' is not supported by the service.`);
    }
    if (!supported.includes(name)) {
      throw badRequest(`Query option '${name}' was specified, but it is not supported here.`);
    }
    if (options.has(name)) {
      throw badRequest(`Query option '${name}' was specified more than once.`);
    }
    options.set(name, value);
  }
  return options;
}

function readTop(value: string): number {
  const top = /^\d{1,4}$/.test(value) ? Number(value) : 0;
  if (top < 1 || top > largestPage) {
    throw badRequest(
      `Invalid page size specified: '${value}'. Must be between 1 and ${largestPage} inclusive.`,
    );
  }
  return top;
}

function readCount(value: string | undefined): boolean {
  if (value !== undefined && value !== 'true' && value !== 'false') {
    throw badRequest(
      `Invalid value '${value}' for $count query option found. Valid values are 'true' and 'false'.`,
    );
  }
  return value === 'true';
}

function readSelect(value: string | undefined, type: EntityType): readonly string[] | undefined {
  if (value === undefined) {
    return undefined;
  }
  const names = value.split(',').map((name) => name.trim());
  for (const name of names) {
    if (!type.properties.has(name)) {
      throw badRequest(
        `Parsing OData Select and Expand failed: Could not find a property named '${name}' on type '${type.name}'.`,
      );
    }
  }
  return names;
}

function readOrder(value: string, type: EntityType): (left: Entity, right: Entity) => number {
  const criteria = value.split(',').map((criterion) => {
    const [name = '', direction = 'asc', ...rest] = criterion.trim().split(/\s+/);
    const kind = type.properties.get(name);
    if (kind === undefined || kind === 'binary' || rest.length > 0 || !/^(asc|desc)$/.test(direction)) {
      throw badRequest(
        `Invalid $orderby clause: '${criterion.trim()}' is not a property of '${type.name}' with asc or desc.`,
      );
    }
    return { name, sign: direction === 'asc' ? 1 : -1 };
  });
  return (left, right) => {
    for (const { name, sign } of criteria) {
      const difference = compareValues(left[name], right[name]);
      if (difference !== 0) {
        return sign * difference;
      }
    }
    return 0;
  };
}

/** Nothing comes first, strings without regard to case; dates are all written alike and so in the order of time. */
function compareValues(left: Entity[string] | undefined, right: Entity[string] | undefined): number {
  const [first, second] = [left, right].map((value) => String(value ?? '').toLowerCase());
  if (first === second || first === undefined || second === undefined) {
    return 0;
  }
  return first < second ? -1 : 1;
}
