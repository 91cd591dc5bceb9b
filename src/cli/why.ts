/** `starpost why NODE CHANNEL`: what a channel has of a node, what waits for it, and why nothing more. */
import type { Command } from 'commander';
import { bornAs } from '../announce/born.ts';
import type { Told } from '../announce/compose.ts';
import { nodesOf } from '../announce/digest.ts';
import { explain } from '../announce/explain.ts';
import { subscriptionMade } from '../config/subscription.ts';
import { findNode } from '../desk/finder.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Node } from '../node/node.ts';
import { Teller } from '../pipeline/tell.ts';
import { openLedger } from '../service/places.ts';
import {
  type CommonOptions,
  clean,
  logOf,
  print,
  printJson,
  settingsOf,
  UsageError,
  withCommonOptions,
} from './context.ts';
import { Workspace } from './workspace.ts';

export function whyCommand(program: Command): void {
  withCommonOptions(program.command('why <node> <channel>'))
    .description('what a channel has of a node, what waits, and why nothing more')
    .option('--json', 'one JSON object')
    .action(why);
}

async function why(words: string, channel: string, options: CommonOptions & { json?: boolean }): Promise<void> {
  const settings = settingsOf(options, 'service');
  await using workspace = await Workspace.open(settings, { log: logOf(settings), telling: true });
  await (await workspace.load()).index();
  const ledger = await openLedger(settings);
  try {
    const unseen = await absent(workspace, words);
    const found = unseen === undefined ? findNode(workspace.library, words) : undefined;
    if (!found || found === 'withdrawn') throw new UsageError(unseen ?? `no node is called "${words}"`);
    const answer = await answerOf(workspace, ledger, found.node, channel);
    if (options.json) printJson(answer);
    else for (const line of sentences(answer)) print(`${clean(line)}\n`);
  } finally {
    await ledger.close();
  }
}

/** Of what the public does not see, too, who runs it may ask why. */
async function absent(workspace: Workspace, path: string): Promise<string | undefined> {
  for (const source of workspace.sources) {
    const [record] = await workspace.ledger.nodesByPath(source.name, [path]);
    if (record?.state === 'hidden')
      return `${path} is a draft, or left out by the config of ${source.name}: nobody hears of it`;
    if (record?.state === 'removed')
      return `${path} was removed: nobody hears of it, and what was posted is taken back`;
  }
  return undefined;
}

async function answerOf(workspace: Workspace, ledger: Ledger, node: Node, channel: string) {
  const { config } = workspace.settings;
  const [follows, mutes] = await Promise.all([ledger.follows(), ledger.mutes()]);
  const made = follows.map((one) => subscriptionMade(one.channel, one.scope));
  const subscriptions = [...config.subscriptions, ...made].filter((one) => one.channel === channel);
  const muted = new Set(mutes.filter((one) => one.channel === channel).map(({ nodeId }) => nodeId));
  const [last] = await ledger.changes({ nodeId: node.id, limit: 1 });
  const change = last ?? bornAs(node, workspace.heads.get(node.source) ?? '', new Date().toISOString());
  const source = workspace.sources.find(({ name }) => name === node.source)!;
  const look = config.channels.find(({ name }) => name === channel);
  const told: Told[] = [];
  await workspace.library.change(async (writer) => {
    const parts = { ...workspace.parts, ledger, subscriptions };
    told.push(await new Teller(source, writer, parts).ofNode(node, change));
    return false;
  });
  const hearers = await ledger.hearers([node.id], [channel]);
  const { massChange } = source.config;
  const [verdict] = explain({ told, hearers, subscriptions, massChange, house: () => ({ look, muted }) });
  const all = (await ledger.deliveries({ channel })).filter(({ announcement: said }) =>
    nodesOf(said).includes(node.id),
  );
  const waiting = all
    .filter(({ state }) => state !== 'sent')
    .map(({ id, state, dueAt, reason }) => ({ id, state, dueAt, reason }));
  const sent = all.flatMap(({ state, sentAt }) => (state === 'sent' && sentAt !== undefined ? [sentAt] : []));
  const posts = (await ledger.posts(channel, [node.id])).map(({ id, form, state, at }) => ({ id, form, state, at }));
  const { id, path, title } = node;
  return {
    id,
    path,
    title,
    channel,
    subscribed: subscriptions.length,
    kind: change.kind,
    change: change.at,
    verdict,
    waiting,
    sent,
    posts,
  };
}

function sentences(answer: Awaited<ReturnType<typeof answerOf>>): string[] {
  const { title, path, channel, subscribed, kind, change, verdict, waiting, sent, posts } = answer;
  const does =
    verdict && (verdict.does === 'nothing' ? `is not told there: ${verdict.why}` : `is told there: ${verdict.does}`);
  return [
    `${title} (${path})`,
    subscribed === 0 ? `${channel} has no subscription: it hears of nothing.` : '',
    subscribed > 0 && does
      ? `Its last change (${kind}, ${change}) ${does}${verdict.does !== 'nothing' && verdict.why ? `, ${verdict.why}` : ''}.`
      : '',
    ...posts.map(
      ({ form, state, at }) =>
        `${channel} has a ${form} of it since ${at}${state === 'gone' ? '; somebody deleted it' : ''}.`,
    ),
    ...(sent[0] === undefined
      ? []
      : [`It was told there ${sent.length === 1 ? 'once' : `${sent.length} times`}, the last time at ${sent[0]}.`]),
    ...waiting.map(({ id, state, dueAt, reason }) =>
      state === 'held'
        ? `${id.slice(0, 8)} waits for approval.`
        : `${id.slice(0, 8)} is ${state}, due ${dueAt}${reason ? `: ${reason}` : ''}.`,
    ),
    posts.length + waiting.length + sent.length === 0 ? `Nothing of it stands in ${channel}, and nothing waits.` : '',
  ].filter((line) => line !== '');
}
