/**
 * Rules between fields, which a schema cannot say. They look at the file as written, not at the checked config, so that
 * their faults are reported together with those of single fields.
 */
import { cronFault } from './cron.ts';
import type { ConfigDocument } from './document.ts';
import { type Fault, placeName, shown, suggestion } from './faults.ts';
import { duration } from './fields.ts';
import { TEMPLATE_FIELDS, templateFault } from './template.ts';

type Path = (string | number)[];
type Found = { path: Path; message: string };

/** Duplicate names and namespaces, names that lead nowhere, names of feeds, cron expressions, addresses, spans of time. */
export function ruleFaults(data: unknown, document: ConfigDocument): Fault[] {
  const sources = items(data, 'sources');
  const channels = items(data, 'channels');
  const found = [
    ...twice(sources, 'sources', 'name', 'each source needs its own name'),
    ...twice(channels, 'channels', 'name', 'each channel needs its own name'),
    ...sharedNamespaces(sources),
    ...sources.flatMap((source, index) => settleRule(source, ['sources', index])),
    ...pollRule(data),
    ...baseUrlRule(data),
    ...items(field(data, 'feeds'), 'own').flatMap((own, index) =>
      ownFeedRule(own, ['feeds', 'own', index, 'feed'], sources),
    ),
  ];
  return found.map(({ path, message }) => ({ at: placeName(path), message, ...document.place(path) }));
}

/** Faults of single subscriptions, which do not keep the rest from running. */
export function subscriptionFaults(data: unknown, document: ConfigDocument): (Fault & { path: Path })[] {
  const [sources, channels] = [items(data, 'sources'), items(data, 'channels')];
  const subscriptions = items(data, 'subscriptions');
  const found = [
    ...subscriptions.flatMap((subscription, index) => [
      ...unknownName(subscription, ['subscriptions', index, 'channel'], channels),
      ...unknownName(subscription, ['subscriptions', index, 'source'], sources),
      ...reviewRule(subscription, ['subscriptions', index, 'review', 'channel'], data),
    ]),
    ...channels.flatMap((channel, index) => templateRule(channel, ['channels', index, 'template'])),
  ];
  return found.map(({ path, message }) => ({ at: placeName(path), path, message, ...document.place(path) }));
}

/** Who decides needs buttons, and a bot that hears of them. */
function reviewRule(subscription: unknown, path: Path, data: unknown): Found[] {
  const review = field(subscription, 'review');
  const wanted = field(review, 'channel');
  if (typeof wanted !== 'string') return [];
  const channels = items(data, 'channels');
  const found = channels.find((channel) => field(channel, 'name') === wanted);
  if (!found) return unknownName(review, path, channels);
  const platform = field(found, 'platform');
  if (platform !== 'discord' && platform !== 'telegram')
    return [
      { path, message: `expected a channel on Discord or Telegram, whose posts have buttons, found ${shown(wanted)}.` },
    ];
  if (field(field(data, platform), 'commands') !== false) return [];
  const mend = `Take "commands: false" away from ${platform}.`;
  return [{ path, message: `expected a channel whose bot answers, found ${shown(wanted)}. ${mend}` }];
}

function templateRule(channel: unknown, path: Path): Found[] {
  return Object.entries(TEMPLATE_FIELDS).flatMap(([key, fields]) => {
    const text = field(field(channel, 'template'), key);
    const fault = typeof text === 'string' ? templateFault(text, fields) : undefined;
    return fault === undefined ? [] : [{ path: [...path, key], message: `expected ${fault}` }];
  });
}

function field(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)[key]
    : undefined;
}

function items(data: unknown, key: string): unknown[] {
  const list = field(data, key);
  return Array.isArray(list) ? list : [];
}

function twice(list: unknown[], at: string, key: string, why: string): Found[] {
  const seen = new Map<unknown, number>();
  return list.flatMap((item, index) => {
    const value = field(item, key);
    if (typeof value !== 'string') return [];
    const first = seen.get(value);
    if (first === undefined) return seen.set(value, index) && [];
    return [{ path: [at, index, key], message: `${shown(value)} is taken by ${at}[${first}]; ${why}.` }];
  });
}

/** Ids are made of namespace and path: two sources with one namespace could give two nodes the same id. */
function sharedNamespaces(sources: unknown[]): Found[] {
  const seen = new Map<string, number>();
  return sources.flatMap((source, index) => {
    const given = field(source, 'namespace') ?? '';
    const namespace = typeof given === 'string' ? given : '';
    const first = seen.get(namespace);
    if (first === undefined) return seen.set(namespace, index) && [];
    const name = field(source, 'name');
    const write = typeof name === 'string' ? ` Write namespace: ${name}.` : '';
    const empty = namespace === '' ? 'no namespace' : `namespace ${shown(namespace)}`;
    return [
      {
        path: ['sources', index, 'namespace'],
        message: `expected its own namespace, found ${empty}, as in sources[${first}].${write}`,
      },
    ];
  });
}

function unknownName(subscription: unknown, path: Path, among: unknown[]): Found[] {
  const key = String(path.at(-1));
  const value = field(subscription, key);
  const names = among.map((item) => field(item, 'name')).filter((name) => typeof name === 'string');
  if (typeof value !== 'string' || names.includes(value)) return [];
  const choice = names.length ? `Choose from: ${names.join(', ')}.` : `There is no ${key} yet: add one under ${key}s.`;
  return [
    { path, message: `expected the name of a ${key}, found ${shown(value)}. ${suggestion(value, names, choice)}` },
  ];
}

/** With several sources the feed of a folder is named after its source too, which stands before the path. */
function ownFeedRule(own: unknown, path: Path, sources: unknown[]): Found[] {
  const feed = field(own, 'feed');
  const names = sources.map((source) => field(source, 'name')).filter((name) => typeof name === 'string');
  if (typeof feed !== 'string' || !feed.startsWith('folders/') || names.length < 2) return [];
  const folder = feed.slice('folders/'.length);
  if (names.some((name) => folder.startsWith(`${name}/`))) return [];
  const expected = `folders/SOURCE/PATH, with one of ${names.join(', ')} for the source`;
  return [{ path, message: `expected ${expected}, found ${shown(feed)}. Write feed: folders/${names[0]}/${folder}.` }];
}

function settleRule(source: unknown, at: Path): Found[] {
  const [settle, atMost] = [field(source, 'settle') ?? '5m', field(source, 'settleAtMost') ?? '1h'].map(
    (text) => duration.safeParse(text).data,
  );
  if (settle === undefined || atMost === undefined || settle <= atMost) return [];
  const present = field(source, 'settleAtMost') === undefined ? 'settle' : 'settleAtMost';
  return [{ path: [...at, present], message: 'expected settle to be no longer than settleAtMost (1h unless set).' }];
}

function pollRule(data: unknown): Found[] {
  const poll = field(data, 'poll');
  const fault = typeof poll === 'string' ? cronFault(poll) : undefined;
  return fault
    ? [
        {
          path: ['poll'],
          message: `expected ${fault}, found ${shown(poll)}. Write poll: "* * * * *" for every minute.`,
        },
      ]
    : [];
}

function baseUrlRule(data: unknown): Found[] {
  const fault = baseUrlFault(field(data, 'baseUrl'));
  return fault ? [{ path: ['baseUrl'], message: fault }] : [];
}

/** A path is welcome (a site in a folder of a host), a query or a fragment is not: every address is made by adding to it. */
export function baseUrlFault(value: unknown): string | undefined {
  if (typeof value !== 'string' || !URL.canParse(value)) return undefined;
  const url = new URL(value);
  if (!/^https?:$/.test(url.protocol)) return undefined;
  if (url.username || url.password)
    return `a password does not belong in a public address. Write baseUrl: ${plainAddress(value)}.`;
  if (!(url.search || url.hash)) return undefined;
  return `expected an address without query and fragment, found ${shown(value)}. Write baseUrl: ${plainAddress(value)}.`;
}

/** Scheme, host and path, without a slash at the end. */
export function plainAddress(address: string): string {
  const url = new URL(address);
  return url.origin + url.pathname.replace(/\/+$/, '');
}
