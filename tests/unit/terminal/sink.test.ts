import { execFileSync } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, readFileSync, readSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Announcement } from '../../../src/announce/announcement.ts';
import { TryLater, Unknown } from '../../../src/delivery/sink.ts';
import { TerminalSink } from '../../../src/terminal/sink.ts';
import { created } from '../../contract/sink/announcements.ts';

let folder: string;
let opened: number[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'starpost-terminal-'));
  opened = [];
});

afterEach(() => {
  for (const fd of opened) closeSync(fd);
  rmSync(folder, { recursive: true });
});

function open(file: string, flags: number): number {
  const fd = openSync(file, flags);
  opened.push(fd);
  return fd;
}

/** A pipe with both ends open, neither of which waits. */
function pipe(): { reader: number; writer: number } {
  const file = join(folder, 'pipe');
  execFileSync('mkfifo', [file]);
  const reader = open(file, constants.O_RDONLY | constants.O_NONBLOCK);
  return { reader, writer: open(file, constants.O_WRONLY | constants.O_NONBLOCK) };
}

function sinkOn(fd: number): TerminalSink {
  return new TerminalSink({ write: { fd }, width: 80, color: false, links: false });
}

function parcel(nr: number, announcement: Announcement = created()) {
  return {
    id: `${String(nr).padStart(8, '0')}-5eed-5abc-8def-0123456789ab`,
    channel: 'terminal',
    announcement,
    form: 'post' as const,
  };
}

describe('a pipe', () => {
  test('carries the post, and can not be asked for it', async () => {
    const { reader, writer } = pipe();
    const sink = sinkOn(writer);
    expect(await sink.send(parcel(7))).toEqual([parcel(7).id]);
    const bytes = Buffer.alloc(8_192);
    const text = bytes.toString('utf8', 0, readSync(reader, bytes));
    expect(text).toContain('Sowing early peas');
    expect(text).toContain('key 00000007');
    expect(await sink.find(parcel(7))).toBe('unsure');
  });

  test('that nobody reads any more: later', async () => {
    const { reader, writer } = pipe();
    closeSync(opened.splice(opened.indexOf(reader), 1)[0]!);
    await expect(sinkOn(writer).send(parcel(1))).rejects.toThrow(new TryLater('nobody reads the output any more'));
  });

  test('that is full: later, and no half of a post', async () => {
    const { reader, writer } = pipe();
    const sink = sinkOn(writer);
    let sent = 0;
    // 64 KiB hold some dozens of posts.
    const fill = async () => {
      for (; ; sent++) await sink.send(parcel(sent));
    };
    await expect(fill()).rejects.toBeInstanceOf(TryLater);
    const bytes = Buffer.alloc(1 << 20);
    const text = bytes.toString('utf8', 0, readSync(reader, bytes));
    expect(text.match(/key \d{8}\n/g)).toHaveLength(sent);
    expect(text.endsWith('\n\n')).toBe(true);
    expect(await sink.send(parcel(sent))).toHaveLength(1);
  });

  test('that fills up in the middle of a post: nobody can tell', async () => {
    const { writer } = pipe();
    // Longer than the 64 KiB a pipe holds.
    const long = created({ summary: 'pea '.repeat(40_000) });
    await expect(sinkOn(writer).send(parcel(1, long))).rejects.toBeInstanceOf(Unknown);
  });
});

describe('a file', () => {
  test('tells a whole post from one that was cut off', async () => {
    const file = join(folder, 'posts.txt');
    const sink = sinkOn(open(file, constants.O_WRONLY | constants.O_CREAT | constants.O_APPEND));
    await sink.send(parcel(1));
    const whole = readFileSync(file, 'utf8');
    writeFileSync(file, whole.slice(0, -20));
    expect(await sink.find(parcel(1))).toBe('absent');
    writeFileSync(file, whole);
    expect(await sink.find(parcel(1))).toEqual([parcel(1).id]);
  });

  test('is searched at its end, however long it is', async () => {
    const file = join(folder, 'posts.txt');
    writeFileSync(file, 'an old line\n'.repeat(200_000));
    const sink = sinkOn(open(file, constants.O_WRONLY | constants.O_APPEND));
    await sink.send(parcel(1));
    await sink.send(parcel(2));
    expect(await sink.find(parcel(1))).toEqual([parcel(1).id]);
    expect(await sink.find(parcel(3))).toBe('absent');
  });

  test('that was deleted can still be asked; an empty one has nothing', async () => {
    const file = join(folder, 'posts.txt');
    const sink = sinkOn(open(file, constants.O_WRONLY | constants.O_CREAT));
    expect(await sink.find(parcel(1))).toBe('absent');
    await sink.send(parcel(1));
    rmSync(file);
    expect(await sink.find(parcel(1))).toEqual([parcel(1).id]);
  });

  test('that is no descriptor at all is a mistake of ours, and thrown as one', async () => {
    await expect(sinkOn(9_999).send(parcel(1))).rejects.toMatchObject({ code: 'EBADF' });
  });
});
