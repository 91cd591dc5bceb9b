import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Garden } from '../../unit/feed/garden.ts';
import { BASE, type Site, siteOf } from './site.ts';

const SECRETS = { github: 'ebb-and-flow', gitlab: 'neap', gitea: 'spring', generic: 'slack-water' };
const BODY = JSON.stringify({ ref: 'refs/heads/main', repository: { name: 'garden' } });
const hmac = (secret: string, body = BODY) => createHmac('sha256', secret).update(body).digest('hex');

let garden: Garden;
let site: Site;
beforeAll(async () => {
  garden = await Garden.open();
});
afterAll(() => garden.close());
beforeEach(() => {
  site = siteOf(garden, {}, { hooks: SECRETS });
});
const send = (forge: string, headers: Record<string, string>, body = BODY) =>
  site.app.request(`${BASE}/hooks/${forge}`, { method: 'POST', headers, body });

describe('web hooks', () => {
  test.each<[keyof typeof SECRETS, Record<string, string>]>([
    ['github', { 'X-Hub-Signature-256': `sha256=${hmac(SECRETS.github)}` }],
    ['gitlab', { 'X-Gitlab-Token': SECRETS.gitlab }],
    ['gitea', { 'X-Gitea-Signature': hmac(SECRETS.gitea) }],
    ['gitea', { 'X-Forgejo-Signature': hmac(SECRETS.gitea) }],
    ['generic', { Authorization: `Bearer ${SECRETS.generic}` }],
    ['generic', { Authorization: `bearer  ${SECRETS.generic}` }],
    ['generic', { 'X-Starpost-Signature': `sha256=${hmac(SECRETS.generic)}` }],
  ])('%s with %o is believed', async (forge, headers) => {
    const response = await send(forge, headers);
    expect(response.status).toBe(202);
    expect(await response.json()).toEqual({ accepted: true });
    expect(site.looks).toEqual([forge]);
  });

  test.each<[string, Record<string, string>]>([
    ['github', {}],
    ['github', { 'X-Hub-Signature-256': '' }],
    ['github', { 'X-Hub-Signature-256': hmac(SECRETS.github) }],
    ['github', { 'X-Hub-Signature-256': `sha256=${hmac('guess')}` }],
    ['github', { 'X-Hub-Signature-256': `sha256=${hmac(SECRETS.github, `${BODY} `)}` }],
    ['github', { 'X-Hub-Signature': 'sha1=0000' }],
    ['github', { 'X-Gitlab-Token': SECRETS.github }],
    ['gitlab', { 'X-Gitlab-Token': 'neaps' }],
    ['gitlab', {}],
    ['gitea', { 'X-Gitea-Signature': hmac(SECRETS.github) }],
    ['generic', { Authorization: 'Bearer ' }],
    ['generic', { Authorization: SECRETS.generic }],
    ['generic', { 'X-Starpost-Signature': hmac('') }],
  ])('%s with %o is refused', async (forge, headers) => {
    const response = await send(forge, headers);
    expect(response.status).toBe(401);
    const { error } = (await response.json()) as { error: string };
    expect(error).toContain('does not fit the secret');
    for (const secret of Object.values(SECRETS)) expect(error).not.toContain(secret);
    expect(site.looks).toEqual([]);
  });

  test('the payload is never read for what it says', async () => {
    const bodies = ['', 'not json', '\u0000', '{"ref":"x"'];
    for (const body of bodies) {
      expect(
        (await send('github', { 'X-Hub-Signature-256': `sha256=${hmac(SECRETS.github, body)}` }, body)).status,
      ).toBe(202);
    }
    expect(site.looks).toHaveLength(bodies.length);
  });

  test('no secret, no hook', async () => {
    const bare = siteOf(garden, {}, { hooks: { github: '' } });
    for (const forge of ['github', 'gitlab', 'other', 'constructor', '__proto__']) {
      const signed = { 'X-Hub-Signature-256': `sha256=${hmac('')}`, 'X-Gitlab-Token': '' };
      const response = await bare.app.request(`${BASE}/hooks/${forge}`, {
        method: 'POST',
        headers: signed,
        body: BODY,
      });
      expect([forge, response.status]).toEqual([forge, 404]);
    }
    expect(bare.looks).toEqual([]);
  });

  test('more than a forge may send is not read', async () => {
    const chunk = new Uint8Array(1024 * 1024);
    let pulled = 0;
    const endless = new ReadableStream({
      pull(controller) {
        pulled++;
        controller.enqueue(chunk);
      },
    });
    const request = new Request(`${BASE}/hooks/github`, {
      method: 'POST',
      body: endless,
      duplex: 'half',
    } as RequestInit);
    expect((await site.app.request(request)).status).toBe(413);
    expect(pulled).toBeLessThan(30);
    expect((await send('github', { 'Content-Length': String(26 * 1024 * 1024) })).status).toBe(413);
  });

  test('hooks are sent by POST', async () => {
    const response = await site.app.request(`${BASE}/hooks/github`);
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST']);
  });
});
