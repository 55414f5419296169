import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';

interface BodyEvents {
  /** Something was sent. */
  onProgress(): void;
  /** It ended before its end. */
  onBroken(error: Error): void;
}

/** Streams the body of a request on as it arrives, its head in one write with the first piece. */
export function sendBody(head: string, body: IncomingMessage, socket: Socket, events: BodyEvents) {
  const chunked = body.headers['transfer-encoding'] !== undefined;
  let headSent = false;
  let done = false;

  function sendHead(): void {
    if (headSent) return;
    headSent = true;
    socket.write(`${head}\r\n`, 'latin1');
  }

  function onData(chunk: Buffer): void {
    socket.cork();
    sendHead();
    if (chunked) socket.write(`${chunk.length.toString(16)}\r\n`, 'latin1');
    let roomy = socket.write(chunk);
    if (chunked) roomy = socket.write('\r\n', 'latin1');
    socket.uncork();
    events.onProgress();
    if (!roomy) body.pause();
  }

  function onEnd(): void {
    stop();
    done = true;
    socket.cork();
    sendHead();
    if (chunked) socket.write('0\r\n\r\n', 'latin1');
    socket.uncork();
    events.onProgress();
  }

  function onClose(): void {
    stop();
    events.onBroken(new Error('the body of the request broke off'));
  }

  function onDrain(): void {
    body.resume();
  }

  /** What still comes is read and dropped, so that the client's connection can go on. */
  function stop(): void {
    body.off('data', onData).off('end', onEnd).off('close', onClose);
    socket.off('drain', onDrain);
    body.resume();
  }

  body.on('data', onData).on('end', onEnd).on('close', onClose);
  socket.on('drain', onDrain);
  return {
    stop,
    get done() {
      return done;
    },
  };
}
