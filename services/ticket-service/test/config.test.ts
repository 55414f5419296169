import { expect, it } from '@jest/globals';
import { parseTicketConfig } from '../src/config.ts';

it('keeps the public signing key of the lab out of production, the key before the last rotation included', () => {
  const labKey = 'lab-only-ticket-signing-key';
  const env = { DATABASE_URL: 'postgres://127.0.0.1/ticket_db', TICKET_SIGNING_KEY_PREVIOUS: labKey };
  expect(parseTicketConfig(env).TICKET_SIGNING_KEY_PREVIOUS).toBe(labKey);
  const own = 'x'.repeat(32);
  const production = { ...env, TICKETLAB_PROFILE: 'production', SERVICE_TOKEN_SECRET: own, TICKET_SIGNING_KEY: own };
  expect(() => parseTicketConfig(production)).toThrow(/^TICKET_SIGNING_KEY_PREVIOUS: production refuses/);
  expect(parseTicketConfig({ ...production, TICKET_SIGNING_KEY_PREVIOUS: own }).TICKET_SIGNING_KEY_PREVIOUS).toBe(own);
});
