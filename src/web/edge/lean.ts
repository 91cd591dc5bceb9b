/**
 * Accepted connections that are all read into one piece of memory. Node gives each piece that arrives 64 kB of its own,
 * which for a request of 200 bytes takes longer than answering it. Sockets that a program opens itself can be told
 * better (`onread`, https://nodejs.org/api/net.html#new-netsocketoptions); a server has no such option, so its socket is
 * made anew around the same handle. Where this Node is made otherwise, the connection is read as usual.
 */
import { Socket, type SocketConstructorOpts } from 'node:net';

/** What is not in Node's documentation. */
interface Inner {
  _handle?: { useUserBuffer?: unknown } | null;
  _server?: unknown;
}

/** More than any plain request; what is longer comes in pieces. Bytes. */
const SIZE = 16_384;
const shared = Buffer.allocUnsafeSlow(SIZE);

export interface Lean {
  socket: Socket;
  /** From now on the socket is read as any other. */
  release(): void;
}

/** `take`: given what arrives, for as long as the call lasts; what is to be kept must be copied. */
export function leanly(accepted: Socket, take: (bytes: Buffer) => void): Lean {
  const { _handle: handle, _server: server } = accepted as Socket & Inner;
  if (typeof handle?.useUserBuffer !== 'function' || accepted.bytesRead > 0) {
    accepted.on('data', take);
    return { socket: accepted, release: () => void accepted.off('data', take) };
  }
  let isLean = true;
  const callback = (length: number, buffer: Uint8Array) => {
    const bytes = shared.subarray(0, length);
    if (isLean) take(bytes);
    // `buffer` is ours; whoever reads the socket now keeps what he is given.
    else socket.push(Buffer.from(buffer.subarray(0, length)));
    return true;
  };
  const onread = { buffer: shared, callback };
  const options = { handle: handle as unknown, allowHalfOpen: accepted.allowHalfOpen, onread };
  const socket = Object.assign(new Socket(options as SocketConstructorOpts), { server, _server: server });
  (accepted as Inner)._handle = null;
  // Who closes the connection is heard of only while it flows.
  socket.resume();
  return {
    socket,
    release: () => {
      isLean = false;
    },
  };
}
