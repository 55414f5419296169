import { describe, expect, it } from '@jest/globals';
import {
  issueRefreshToken,
  openSuccessor,
  parseRefreshToken,
  sealSuccessor,
  succeed,
  toText,
} from '../../src/domain/refresh-token.ts';

const sessionId = '01890000-0000-7000-8000-000000000000';

describe('refresh tokens', () => {
  it('survive the way to the browser and back', () => {
    const token = issueRefreshToken(sessionId);
    expect(parseRefreshToken(toText(token))).toEqual(token);
    expect(parseRefreshToken(`${toText(token)}x`)).toBeNull();
    expect(parseRefreshToken('')).toBeNull();
  });

  it('keep the family and change the secret', () => {
    const token = issueRefreshToken(sessionId);
    const next = succeed(token);
    expect(next.family).toBe(token.family);
    expect(next.secret).not.toBe(token.secret);
  });

  it('open the seal on their successor, and no other token does', () => {
    const token = issueRefreshToken(sessionId);
    const next = succeed(token);
    const sealed = sealSuccessor(token, next);
    expect(sealed).not.toContain(next.secret);
    expect(openSuccessor(token, sealed)).toEqual(next);
    expect(() => openSuccessor(next, sealed)).toThrow();
  });
});
