/** `starpost announce RANGE|latest N --to CHANNEL`: tells a new channel of what is there already. */
import { createInterface } from 'node:readline/promises';
import type { Command } from 'commander';
import { bornAs } from '../announce/born.ts';
import type { Told } from '../announce/compose.ts';
import { nodesOf } from '../announce/digest.ts';
import type { ChangeRecord } from '../change/change.ts';
import { subscriptionMade } from '../config/subscription.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Node } from '../node/node.ts';
import { Teller } from '../pipeline/tell.ts';
import { passTo } from '../pipeline.ts';
import { openLedger } from '../service/places.ts';
import { type CommonOptions, logOf, settingsOf, UsageError, withCommonOptions } from './context.ts';
import { rangeOf } from './range.ts';
import { Workspace } from './workspace.ts';

type Options = CommonOptions & { to: string; yes?: boolean; of?: string };

/** Nodes told at once: a channel that gets more is not read. */
const MOST = 500;

/** A node, and what is told of it. */
interface News {
  node: Node;
  change: ChangeRecord;
}

export function announceCommand(program: Command): void {
  withCommonOptions(program.command('announce <what> [count]'))
    .description(
      'tell a channel of what is there already: a range such as HEAD~5..HEAD, or "latest" and how many nodes',
    )
    .requiredOption('--to <channel>', 'which channel')
    .option('--of <source>', 'which source of the config (default: the first; of the latest nodes: every one)')
    .option('-y, --yes', 'without asking first')
    .action(announce);
}

async function announce(what: string, count: string | undefined, options: Options): Promise<void> {
  const settings = settingsOf(options, 'service');
  await using workspace = await Workspace.open(settings, { log: logOf(settings), telling: true });
  const ledger = await openLedger(settings);
  try {
    const news =
      what.toLowerCase() === 'latest'
        ? await latest(workspace, count, options.of)
        : await range(workspace, what, options.of);
    const outcome = await outcomeOf(workspace, ledger, news, options.to);
    const told = [...outcome.deliveries, ...outcome.amended].filter(
      ({ announcement: said }) => said?.type !== 'review',
    );
    const posts = told.length;
    const nodes = new Set(news.map(({ node }) => node.id));
    const named = told.flatMap(({ announcement: said }) => (said ? nodesOf(said) : [])).filter((id) => nodes.has(id));
    const rest = nodes.size - new Set(named).size;
    const left = rest > 0 ? ` ${rest} of ${nodes.size} nodes are left out, or there already.` : '';
    if (posts === 0) return say(`nothing is posted to ${options.to}.${left}`);
    if (!(options.yes ?? (await agreed(`${posts} ${posts === 1 ? 'post' : 'posts'} to ${options.to}.${left} Go on?`))))
      return say('nothing was posted');
    if (!(await ledger.amend({ ...outcome, at: new Date().toISOString() })))
      throw new UsageError('something changed meanwhile; please try again');
    say(
      `${posts} ${posts === 1 ? 'post is' : 'posts are'} on the way to ${options.to}; a running starpost sends them within a minute`,
    );
  } finally {
    await ledger.close();
  }
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

async function agreed(question: string): Promise<boolean> {
  if (!process.stdin.isTTY) throw new UsageError(`${question} Expected --yes, as nobody can be asked here.`);
  const asked = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await asked.question(`${question} [y/N] `).finally(() => asked.close());
  return /^y(es)?$/i.test(answer.trim());
}

/** The oldest first, so that the newest stands last in the channel. */
async function latest(workspace: Workspace, count: string | undefined, of: string | undefined): Promise<News[]> {
  const limit = Number(count);
  if (!Number.isInteger(limit) || limit < 1 || limit > MOST)
    throw new UsageError(`expected how many nodes, 1 to ${MOST}: starpost announce latest 10 --to CHANNEL`);
  await workspace.load();
  const all = [...workspace.library.nodes(of)].sort((a, b) => (a.updated < b.updated ? 1 : -1));
  const now = new Date().toISOString();
  return all
    .slice(0, limit)
    .toReversed()
    .map((node) => ({ node, change: bornAs(node, workspace.heads.get(node.source) ?? '', now) }));
}

async function range(workspace: Workspace, text: string, of: string | undefined): Promise<News[]> {
  const { source, from, to } = await rangeOf(workspace, text, of);
  await workspace.to(source, from);
  const { told } = await passTo(source, to, { ...workspace.parts, subscriptions: [] });
  return told.filter(({ change }) => change.kind !== 'removed').map(({ node, change }) => ({ node, change }));
}

/** What they become in the channel, by its own subscriptions. */
async function outcomeOf(workspace: Workspace, ledger: Ledger, news: readonly News[], channel: string) {
  const made = (await ledger.follows()).map((one) => subscriptionMade(one.channel, one.scope));
  const all = [...workspace.settings.config.subscriptions, ...made];
  const subscriptions = all.filter((one) => one.channel === channel);
  if (subscriptions.length === 0) {
    const known = [...new Set(all.map((one) => one.channel))].join(', ') || 'none';
    throw new UsageError(`${channel} has no subscription, so nobody knows what it wants. Channels with one: ${known}.`);
  }
  const mutes = (await ledger.mutes()).filter((one) => one.channel === channel);
  const muted = new Set(mutes.map(({ nodeId }) => nodeId));
  const { house } = workspace.parts;
  const parts = {
    ...workspace.parts,
    ledger,
    subscriptions,
    revisable: [channel],
    house: (name: string) => ({ ...house(name), muted }),
  };
  // Where nothing can be taken back, only the deliveries tell who has heard.
  const hearers = await ledger.hearers(
    news.map(({ node }) => node.id),
    [channel],
  );
  const sent = await ledger.deliveries({ channel, states: ['sent'] });
  const heard = new Set([
    ...hearers.map(({ nodeId }) => nodeId),
    ...sent.flatMap(({ announcement }) => nodesOf(announcement)),
  ]);
  const now = new Date().toISOString();
  let outcome: Awaited<ReturnType<Teller['outcome']>> = { deliveries: [], amended: [] };
  await workspace.library.change(async (writer) => {
    const told: Told[] = [];
    for (const { node, change } of news) {
      const source = workspace.sources.find(({ name }) => name === node.source)!;
      if (!heard.has(node.id)) told.push(await new Teller(source, writer, parts).ofNode(node, change));
    }
    // Who asks for so many gets so many.
    outcome = await new Teller(workspace.sources[0]!, writer, parts).outcome(told, [], news.length, now);
    return false;
  });
  const known = await Promise.all(outcome.deliveries.map(({ id }) => ledger.delivery(id)));
  const fresh = outcome.deliveries.filter((_, nr) => known[nr] === undefined);
  const before = await Promise.all(outcome.amended.map(({ id }) => ledger.delivery(id)));
  // What a digest in wait tells already is not told again.
  const grown = outcome.amended.filter(({ announcement: said }, nr) => {
    const were = before[nr]?.announcement;
    return said && (!were || nodesOf(said).some((id) => !nodesOf(were).includes(id)));
  });
  return { deliveries: fresh, amended: grown };
}
