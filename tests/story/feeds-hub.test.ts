/** WebSub, with a small hub that does what hubs do: takes pings, fetches the topic, hands the news to a subscriber. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Garden, nodeText } from '../garden.ts';

/** https://www.w3.org/TR/websub/, 5 and 7, as far as publishers meet it. */
class Hub {
  readonly pings: string[] = [];
  /** Bodies it fetched, by topic, oldest first. */
  readonly fetched = new Map<string, string[]>();
  /** What it answers; 202 unless told. */
  status = 202;
  /** Where topics really are: the public address of a test is nobody's. */
  garden: Garden | undefined;
  #server: Server | undefined;

  async open(): Promise<string> {
    this.#server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const form = new URLSearchParams(Buffer.concat(chunks).toString());
      const topic = form.get('hub.url') ?? '';
      if (request.method !== 'POST' || form.get('hub.mode') !== 'publish' || !topic)
        return response.writeHead(400).end();
      this.pings.push(topic);
      if (this.status < 300) await this.#verify(topic);
      response.writeHead(this.status).end();
    });
    await new Promise<void>((resolve) => this.#server?.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/日本?key=a-long-secret-key&b=<x>`;
  }

  /** The topic names itself and this hub, and can be fetched at once. */
  async #verify(topic: string): Promise<void> {
    const answer = await this.garden!.fetch(new URL(topic).pathname);
    const links = answer.headers.get('link') ?? '';
    if (!links.includes(`<${topic}>; rel="self"`) || !links.includes('rel="hub"')) throw new Error(links);
    this.fetched.set(topic, [...(this.fetched.get(topic) ?? []), await answer.text()]);
  }

  close(): void {
    this.#server?.closeAllConnections();
    this.#server?.close();
  }
}

const BASE = 'http://garden.example';
let hub: Hub;
let garden: Garden;
beforeEach(async () => {
  hub = new Hub();
  const address = await hub.open();
  garden = await Garden.create({ config: { baseUrl: BASE, feeds: { hub: address }, subscriptions: [], channels: [] } });
  hub.garden = garden;
  await garden.repo.write('Tides/ebb.md', nodeText('🌊 Ebb', 'The water goes out slowly.'));
  await garden.repo.write('Bread/rye.md', nodeText('🍞 Rye', 'The dough rests for a night.'));
  await garden.repo.commit();
  await garden.start();
});
afterEach(async () => {
  hub.close();
  await garden[Symbol.asyncDispose]();
});

const revise = async (words: string) => {
  await garden.repo.write('Tides/ebb.md', nodeText('🌊 Ebb', words));
  await garden.repo.commit();
};
/** Of an edit of that node, whoever asked for what: every feed it is in. */
async function topicsOfEbb(): Promise<string[]> {
  const id = (await garden.ids())['🌊 Ebb']?.replace('urn:uuid:', '');
  const names = ['all', 'changes', 'folders/Tides', 'tags/sea', 'tags/sky', `nodes/${id}`];
  return names.flatMap((name) => ['rss', 'atom', 'json'].map((format) => `${BASE}/feeds/${name}.${format}`)).sort();
}
const subscribe = async () => {
  for (const name of ['all', 'folders/Tides', 'folders/Bread'])
    for (const format of ['atom', 'rss', 'json'])
      expect((await garden.fetch(`/feeds/${name}.${format}`)).status).toBe(200);
};

test('every format names the hub, in its text and in its headers, as an address may stand there', async () => {
  const named = /<(http:\/\/127\.0\.0\.1:\d+\/%E6%97%A5%E6%9C%AC\?key=a-long-secret-key&b=%3Cx%3E)>; rel="hub"$/;
  for (const format of ['atom', 'rss', 'json']) {
    const answer = await garden.fetch(`/feeds/all.${format}`);
    const link = answer.headers.get('link')!;
    expect(link.split(', ')[0]).toBe(`<${BASE}/feeds/all.${format}>; rel="self"`);
    const [, hub] = named.exec(link)!;
    expect((await answer.text()).replaceAll('&amp;', '&')).toContain(`"${hub}"`);
    const head = await garden.fetch(`/feeds/all.${format}`, { method: 'HEAD' });
    expect([head.status, head.headers.get('link')]).toEqual([200, link]);
  }
});

test('the list of the feeds names no hub: none is told of it', async () => {
  await subscribe();
  const list = await garden.fetch('/feeds.opml');
  expect(list.headers.get('link')).toBe(`<${BASE}/feeds.opml>; rel="self"`);
  expect(await list.text()).not.toContain('a-long-secret-key');
  await garden.repo.write('Stars/vega.md', nodeText('✨ Vega', 'A folder that the list did not have.'));
  await garden.repo.commit();
  await garden.look();
  expect(await (await garden.fetch('/feeds.opml')).text()).toContain('/feeds/folders/Stars.atom');
  expect(hub.pings.length).toBeGreaterThan(0);
  expect(hub.pings.join()).not.toContain('opml');
});

test('one ping for each changed topic, when the news can be fetched, and none for the others', async () => {
  await subscribe();
  await revise('The water goes out slowly, and then all at once it turns and comes back again.');
  await garden.look();
  const topics = await topicsOfEbb();
  expect(hub.pings.toSorted()).toEqual(topics);
  for (const [topic, [body]] of hub.fetched)
    if (!/changes|nodes/.test(topic)) expect(body).toContain('all at once it turns');
  await garden.look();
  expect(hub.pings).toHaveLength(topics.length);
});

test('a hub that is away is told later, also after a crash, and what waits is told once', async () => {
  await subscribe();
  hub.status = 503;
  await revise('The water goes out slowly, and then all at once it turns and comes back again.');
  await garden.look();
  expect(hub.fetched.size).toBe(0);
  await garden.stop();
  hub.status = 202;
  await garden.start();
  await garden.later(120);
  expect([...hub.fetched.keys()].sort()).toEqual(await topicsOfEbb());
  for (const bodies of hub.fetched.values()) expect(bodies).toHaveLength(1);
});

test('the address of the hub is in no log', async () => {
  await subscribe();
  hub.status = 404;
  await revise('Other words altogether, more than just a few of them, so that it counts as news.');
  await garden.look();
  expect(hub.pings.length).toBeGreaterThan(0);
  expect(garden.logged).toContain('the hub answered 404');
  expect(garden.logged).not.toContain('a-long-secret-key');
});
