import { describe, expect, it } from '@jest/globals';
import { createResponseParser } from '../../src/http1/response-parser.ts';

/** What the parser makes of the answers to these methods, fed in pieces of so many bytes; bodies in one piece. */
function parse(bytes: string, pieceLength: number, methods: string[] = ['GET']): string {
  const heard: string[] = [];
  let body = '';
  const asked = methods[Symbol.iterator]();
  const ask = (): void => {
    const { value, done } = asked.next();
    if (done !== true) parser.expect(value);
  };
  const parser = createResponseParser({
    onHead: ({ status, headers, reusable }) =>
      heard.push(`${status} ${headers.join('|')} ${reusable ? 'kept' : 'last'}`),
    onBody: (chunk) => (body += chunk.toString()),
    onEnd: () => {
      heard.push(`${body}.`);
      body = '';
      ask();
    },
  });
  ask();
  const all = Buffer.from(bytes, 'latin1');
  for (let at = 0; at < all.length; at += pieceLength) parser.push(all.subarray(at, at + pieceLength));
  if (parser.finish()) heard.push('finished');
  return heard.join('\n');
}

describe('an answer', () => {
  it.each([
    ['of a length', 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello', '200 content-length|5 kept\nhello.'],
    ['without a body', 'HTTP/1.1 200 OK\r\ncontent-length:0\r\n\r\n', '200 content-length|0 kept\n.'],
    [
      'in chunks, with extensions and trailers',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n3;a=b\r\nhel\r\n02\r\nlo\r\n0\r\nDigest: x\r\n\r\n',
      '200 transfer-encoding|Chunked kept\nhello.',
    ],
    ['that ends with the connection', 'HTTP/1.1 200 OK\r\n\r\nhello', '200  last\nhello.\nfinished'],
    ['after early hints', 'HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n', '204  kept\n.'],
    [
      '304 with the length of what it does not send',
      'HTTP/1.1 304 X\r\nContent-Length: 9\r\n\r\n',
      '304 content-length|9 kept\n.',
    ],
    [
      'with headers twice, empty, and in spaces',
      'HTTP/1.1 200\r\nSet-Cookie: a\r\nset-cookie: \t b c \t\r\nX-Empty:\r\nContent-Length: 0\r\n\r\n',
      '200 set-cookie|a|set-cookie|b c|x-empty||content-length|0 kept\n.',
    ],
    [
      'that is the last',
      'HTTP/1.1 200 OK\r\nConnection: x, Close\r\nContent-Length: 0\r\n\r\n',
      '200 connection|x, Close|content-length|0 last\n.',
    ],
    ['of an old server', 'HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n', '200 content-length|0 last\n.'],
  ])('%s is read however it is cut up', (_name, bytes, expected) => {
    for (const pieceLength of [1, 2, 7, 1_000]) expect(parse(bytes, pieceLength)).toBe(expected);
  });

  it('to HEAD has no body, and the next one follows', () => {
    const bytes = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi';
    expect(parse(bytes, 1, ['HEAD', 'GET'])).toBe('200 content-length|5 kept\n.\n200 content-length|2 kept\nhi.');
  });

  it.each([
    ['no status line', 'hello\r\n\r\n'],
    ['another version', 'HTTP/2 200 OK\r\n\r\n'],
    ['a header without a colon', 'HTTP/1.1 200 OK\r\nhello\r\n\r\n'],
    ['a space before a colon', 'HTTP/1.1 200 OK\r\nContent-Length : 5\r\n\r\n'],
    ['a folded line', 'HTTP/1.1 200 OK\r\nX-A: b\r\n c: d\r\n\r\n'],
    ['two lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n'],
    ['a length that is no number', 'HTTP/1.1 200 OK\r\nContent-Length: +5\r\n\r\n'],
    ['a length and chunks', 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n'],
    ['an unknown coding', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n'],
    ['a chunk without a size', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n'],
    ['a chunk longer than it says', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nab\r\n'],
    ['a switch of protocols', 'HTTP/1.1 101 Switching\r\n\r\n'],
    ['bytes behind the answer', 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nab'],
    ['an endless head', `HTTP/1.1 200 OK\r\nX: ${'x'.repeat(70_000)}`],
  ])('with %s is refused', (_name, bytes) => {
    for (const pieceLength of [1_000, 100_000]) {
      expect(() => parse(bytes, pieceLength)).toThrow(expect.objectContaining({ name: 'MalformedResponseError' }));
    }
  });
});
