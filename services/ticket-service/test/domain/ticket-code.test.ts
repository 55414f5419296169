import { describe, expect, it } from '@jest/globals';
import { createTicketSigner } from '../../src/domain/ticket-code.ts';

const ticketId = '01890a5d-ac96-774b-bcce-b302099a8057';
const signer = createTicketSigner('the key of this season');

describe('a ticket code', () => {
  it('leads back to its ticket, and is short enough to be read from a crumpled print', () => {
    const code = signer.sign(ticketId);
    expect(signer.verify(code)).toBe(ticketId);
    expect(code).toMatch(/^TL1(\.[\w-]+){3}$/);
    expect(code).toHaveLength(56);
  });

  it('is refused when any character was changed', () => {
    const code = signer.sign(ticketId);
    // the last characters of id and signature carry two bits that mean nothing
    for (const index of [0, 4, 5, 11, 15, 31, 34, 40, 54]) {
      const forged = code.slice(0, index) + (code[index] === 'A' ? 'B' : 'A') + code.slice(index + 1);
      expect(signer.verify(forged)).toBeUndefined();
    }
    expect(signer.verify('')).toBeUndefined();
    expect(signer.verify(`${code}A`)).toBeUndefined();
  });

  it('is refused when another key signed it, and stays good after a rotation', () => {
    const next = createTicketSigner('the key of next season', 'the key of this season');
    const code = signer.sign(ticketId);
    expect(next.verify(code)).toBe(ticketId);
    expect(next.sign(ticketId)).not.toBe(code);
    expect(signer.verify(next.sign(ticketId))).toBeUndefined();
    expect(createTicketSigner('the key of next season').verify(code)).toBeUndefined();
  });
});
