// For every route of the contract a valid input, made from its schema, and ways to spoil it: a field too many, a string
// of ten million characters, a key that reaches a prototype, a path, a number that is none. In: the contract. Out: plain
// data, so that a page can spoil inputs, too.
import { z } from 'zod';
import { routes, type RouteName } from '../../contract/routes.ts';

type Key = string | number;
type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

export interface Spoiling {
  readonly how: 'extra field' | 'huge string' | '__proto__' | 'path traversal' | 'NaN';
  /** The place that is overwritten, or the object that gets one more; [] is the input itself. */
  readonly at: readonly Key[];
}

export interface RouteInputs {
  readonly name: RouteName;
  readonly verb: 'request' | 'stream';
  readonly valid: Json;
  readonly spoilings: readonly Spoiling[];
}

interface Schema {
  readonly type?: string | readonly string[];
  readonly const?: Json;
  readonly enum?: readonly Json[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Schema>>;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly prefixItems?: readonly Schema[];
  readonly minItems?: number;
  readonly minLength?: number;
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly pattern?: string;
}

/** Fields that take any text, since a person may type anything. None of them is ever used as a path, but for what a rule or `path` names below a source. */
export const ANY_TEXT: readonly string[] = ['authors', 'exclude', 'include', 'name', 'nameContains', 'passphrase', 'password', 'path', 'proof', 'question', 'quote', 'secret', 'tags', 'text', 'title'];

/** What fits the patterns that the contract uses. */
const FITTING = ['', 'a', 'aa', '2026-11-29', 'a'.repeat(32), 'a'.repeat(64), '01890a5d-ac96-774b-bcce-b302099a8057', 'eng', 'en', '7K3D-QW9Z-0HXM-4TVB-NE6R-2PJC-8GYA-S5F1'];

/** As many fields as the schema has, so that every one can be spoilt. */
function sampleOf(schema: Schema, root: Schema): Json {
  if (schema.$ref !== undefined) return sampleOf(root.$defs?.[schema.$ref.split('/').at(-1)!] ?? {}, root);
  if (schema.const !== undefined) return schema.const;
  if (schema.enum !== undefined) return schema.enum[0]!;
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined) return sampleOf(choices.find(({ type }) => type !== 'null') ?? choices[0]!, root);
  if (schema.allOf !== undefined) return sampleOf(Object.assign({}, ...schema.allOf) as Schema, root);
  switch (typeof schema.type === 'object' ? schema.type.find((type) => type !== 'null') : schema.type) {
    case 'object':
      return Object.fromEntries(Object.entries(schema.properties ?? {}).map(([key, value]) => [key, sampleOf(value, root)]));
    case 'array':
      return schema.prefixItems === undefined ? Array.from({ length: Math.max(1, schema.minItems ?? 0) }, () => sampleOf(schema.items ?? {}, root)) : schema.prefixItems.map((item) => sampleOf(item, root));
    case 'integer':
    case 'number':
      return Math.max(1, schema.minimum ?? 1, (schema.exclusiveMinimum ?? 0) + 1);
    case 'boolean':
      return false;
    case 'null':
      return null;
    default: {
      const fits = FITTING.filter((text) => text.length >= (schema.minLength ?? 1) && (schema.pattern === undefined || new RegExp(schema.pattern, 'u').test(text)));
      return fits[0] ?? 'a'.repeat(schema.minLength ?? 1);
    }
  }
}

function* placesOf(value: Json, at: readonly Key[] = []): Generator<{ readonly at: readonly Key[]; readonly value: Json }> {
  yield { at, value };
  if (typeof value !== 'object' || value === null) return;
  const children: (readonly [Key, Json])[] = Array.isArray(value) ? value.map((child, index) => [index, child] as const) : Object.entries(value);
  for (const [key, child] of children) yield* placesOf(child, [...at, key]);
}

export function everyRouteWithInputs(): RouteInputs[] {
  return Object.entries(routes).map(([name, route]) => {
    const schema = z.toJSONSchema(route.input, { io: 'input', unrepresentable: 'any' }) as Schema;
    const valid = sampleOf(schema, schema);
    const spoilings: Spoiling[] = [];
    for (const { at, value } of placesOf(valid)) {
      if (typeof value === 'object' && value !== null && !Array.isArray(value)) spoilings.push({ how: 'extra field', at }, { how: '__proto__', at });
      if (typeof value === 'string') spoilings.push({ how: 'huge string', at }, { how: 'path traversal', at });
      if (typeof value === 'number') spoilings.push({ how: 'NaN', at });
    }
    // Routes without strings and numbers are tried with one too many.
    if (!spoilings.some(({ how }) => how === 'huge string')) spoilings.push({ how: 'huge string', at: [] });
    if (!spoilings.some(({ how }) => how === 'NaN')) spoilings.push({ how: 'NaN', at: [] });
    return { name: name as RouteName, verb: route.verb, valid, spoilings };
  });
}

/** Stands alone, so that it can be sent into a page. */
export function spoil(valid: unknown, { how, at }: Spoiling): unknown {
  const values: Record<Spoiling['how'], unknown> = { 'extra field': '/etc/passwd', 'huge string': 'x'.repeat(10_000_000), __proto__: { polluted: 1 }, 'path traversal': '../../../etc/passwd', NaN: Number.NaN };
  const copy = structuredClone(valid) as Record<Key, unknown>;
  let parent = copy;
  for (const key of at.slice(0, -1)) parent = parent[key] as Record<Key, unknown>;
  const last = at.at(-1);
  const target = last === undefined ? copy : (parent[last] as Record<Key, unknown>);
  if (how === 'extra field') target['aPathTooMany'] = values[how];
  else if (how === '__proto__') Object.defineProperty(target, '__proto__', { value: values[how], enumerable: true, configurable: true, writable: true });
  else if (last === undefined) target['one too many'] = values[how];
  else parent[last] = values[how];
  return copy;
}
