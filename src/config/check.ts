/** Checks a config file against the schema and tells every fault in plain words. */
import type { z } from 'zod';
import type { ConfigDocument } from './document.ts';
import { type Fault, nearest, placeName, shown, suggestion } from './faults.ts';
import { duration } from './fields.ts';
import { fieldAt, fieldNames, type JsonSchema, jsonSchema, propertiesOf } from './json-schema.ts';
import { ruleFaults, subscriptionFaults } from './rules.ts';
import { type Config, type SubscriptionConfig, schema } from './schema.ts';
import { secretFaults } from './secrets.ts';

export interface Checked {
  /** Without what is refused. */
  config?: Config;
  /** What keeps it from running, in the order of the file. */
  faults: Fault[];
  /** Subscriptions that are left out, and why; the rest runs. */
  refused: Fault[];
}

/** The checked config, or all its faults. */
export function checkConfig(document: ConfigDocument): Checked {
  const syntax = document.syntaxFaults();
  if (syntax.length) return { faults: syntax, refused: [] };
  const data = document.data() ?? {};
  const secrets = secretFaults(document);
  const { config, issues } = parsed(data);
  const known = new Set(secrets.map((fault) => fault.at));
  const all = issues.map((issue) => ({ issue, faults: issueFaults(issue, data, document) }));
  const faultsOf = (single: boolean) =>
    all.filter(({ issue }) => isSingle(issue.path) === single).flatMap(({ faults }) => faults);
  const faults = [
    ...faultsOf(false).filter((fault) => !known.has(fault.at)),
    ...ruleFaults(data, document),
    ...secrets,
  ];
  const ruled = subscriptionFaults(data, document);
  const sound = config && withoutRefused(config, ruled);
  return { config: sound, faults: inOrder(faults), refused: inOrder([...faultsOf(true), ...ruled]) };
}

/** Without subscriptions that the schema refuses; each of the others says where it stands. */
function parsed(data: unknown): { config?: Config; issues: z.core.$ZodIssue[] } {
  const whole = schema.safeParse(data, { error: expectation });
  const issues = whole.error?.issues ?? [];
  const bad = new Set(issues.filter(({ path }) => isSingle(path)).map(({ path }) => path[1] as number));
  const { subscriptions } = (typeof data === 'object' && data ? data : {}) as { subscriptions?: unknown };
  const list: unknown[] = Array.isArray(subscriptions) ? subscriptions : [];
  const rest = { ...(data as object), subscriptions: list.filter((_, index) => !bad.has(index)) };
  const config = whole.data ?? (bad.size > 0 ? schema.safeParse(rest, { error: expectation }).data : undefined);
  const places = list.map((_, index) => index).filter((index) => !bad.has(index));
  const placed = config?.subscriptions.map((one, nr) => ({
    ...one,
    at: placeName(['subscriptions', places[nr] ?? nr]),
  }));
  return { config: config && placed && { ...config, subscriptions: placed }, issues };
}

function isSingle([list, index]: readonly PropertyKey[]): boolean {
  return list === 'subscriptions' && typeof index === 'number';
}

/** A channel whose template is no template tells nothing: its posts would look as nobody wanted them. */
function withoutRefused(config: Config, faults: readonly { path: (string | number)[] }[]): Config {
  const places = new Set(faults.filter(({ path }) => isSingle(path)).map(({ path }) => placeName(path.slice(0, 2))));
  const channels = new Set(faults.filter(({ path }) => path[0] === 'channels').map(({ path }) => path[1]));
  const names = new Set(config.channels.filter((_, index) => channels.has(index)).map(({ name }) => name));
  return {
    ...config,
    channels: config.channels.map((one) => (names.has(one.name) ? { ...one, template: undefined } : one)),
    subscriptions: config.subscriptions.filter(
      (one: SubscriptionConfig) => !places.has(one.at ?? '') && !names.has(one.channel),
    ),
  };
}

function inOrder(faults: readonly Fault[]): Fault[] {
  return faults
    .map(({ at, message, line, column }) => ({ at, message, line, column }))
    .sort((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0));
}

const TYPES: Record<string, string> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a mapping',
  record: 'a mapping',
};

/** Ends the sentence "expected …" for issues the schema has no words for. */
export function expectation(issue: z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return TYPES[issue.expected] ?? issue.expected;
    case 'invalid_value':
      return `one of ${issue.values.map(String).join(', ')}`;
    case 'too_small':
      return `at least ${amount(issue.minimum, issue.origin)}`;
    case 'too_big':
      return `at most ${amount(issue.maximum, issue.origin)}`;
    default:
      return 'another value';
  }
}

function amount(count: number | bigint, of: string): string {
  const word = { string: 'character', array: 'item' }[of];
  return word ? `${count} ${word}${Number(count) === 1 ? '' : 's'}` : `${count}`;
}

function issueFaults(issue: z.core.$ZodIssue, data: unknown, document: ConfigDocument): Fault[] {
  const root = jsonSchema();
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      at: placeName([...issue.path, key]),
      message: unknownKey(key, issue.path, root),
      ...document.keyPlace(issue.path, key),
    }));
  }
  const value = issue.path.reduce<unknown>(
    (inner, step) => (inner as Record<PropertyKey, unknown> | undefined)?.[step],
    data,
  );
  const mend = mending(issue, value, fieldAt(root, issue.path));
  return [
    {
      at: placeName(issue.path),
      message: `expected ${issue.message}, found ${shown(value)}.${mend}`,
      ...document.place(issue.path),
    },
  ];
}

function unknownKey(key: string, path: readonly PropertyKey[], root: JsonSchema): string {
  const keys = Object.keys(propertiesOf(fieldAt(root, path))).filter((name) => name !== '$schema');
  const meant = nearest(key, keys);
  const elsewhere = fieldNames(root).find((name) => name.split('.').at(-1) === key);
  if (elsewhere && meant !== key) return `unknown key here. Its place is ${elsewhere}.`;
  return `unknown key. ${suggestion(key, keys, `Known here: ${keys.join(', ')}.`)}`;
}

/** ` Write settle: 5m.`, where something sensible can be proposed. */
function mending(issue: z.core.$ZodIssue, value: unknown, field: JsonSchema | undefined): string {
  const last = issue.path.at(-1);
  const key = typeof last === 'string' ? `${last}: ` : '';
  if (field?.type === 'array' && typeof value === 'string') return ` Write ${key}[${JSON.stringify(value)}].`;
  const meant = typeof value === 'string' && field?.enum ? nearest(value, field.enum) : undefined;
  const proposed = meant ?? meantDuration(value, field) ?? field?.default;
  const scalar = typeof proposed === 'string' || typeof proposed === 'number' || typeof proposed === 'boolean';
  return scalar && proposed !== '' ? ` Write ${key}${proposed}.` : '';
}

/** `300` and `5 minutes` say what they mean. */
function meantDuration(value: unknown, field: JsonSchema | undefined): string | undefined {
  if (!duration.safeParse(field?.default).success) return undefined;
  const match = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(String(value).trim());
  if (!match) return undefined;
  const word = match[2]!.toLowerCase();
  const short = /^(ms|milli)/.test(word) ? 'ms' : /^[smhd]/.test(word) ? word[0] : word === '' ? 's' : undefined;
  return short && `${match[1]}${short}`;
}
