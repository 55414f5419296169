/** What tokens of tests say, and what testEnv makes the services expect. */
export const testTerms = {
  issuer: 'ticketlab-test',
  audience: 'ticketlab-test-api',
  serviceSecret: 'test-only-service-token-secret',
};
