import { describe, expect, it } from '@jest/globals';
import { ConfigError } from '@ticketlab/service-kit/config/parse-config';
import { parseUserConfig } from '../src/config.ts';
import { createSigningKey } from './support/user-lab.ts';

const { pem, publicPem } = createSigningKey();
const env = { DATABASE_URL: 'postgres://127.0.0.1/user_db', JWT_PRIVATE_KEY: pem };

describe('the configuration', () => {
  it('takes costs and limits from the profile, and single values over them', () => {
    expect(parseUserConfig(env)).toMatchObject({ BCRYPT_COST: 10, LOGIN_FAILURES_PER_ACCOUNT: 50 });
    const production = { ...env, TICKETLAB_PROFILE: 'production', SERVICE_TOKEN_SECRET: 'x'.repeat(32) };
    expect(parseUserConfig({ ...production, LOGIN_FAILURES_PER_ACCOUNT: '7' })).toMatchObject({
      BCRYPT_COST: 12,
      LOGIN_FAILURES_PER_ACCOUNT: 7,
    });
  });

  it('tells labs apart by the port', () => {
    expect(parseUserConfig({ ...env, PORT: '8081' })).toMatchObject({ COOKIE_SUFFIX: '0' });
    expect(parseUserConfig({ ...env, PORT: '28081' })).toMatchObject({
      COOKIE_SUFFIX: '20000',
      PASSWORD_RESET_URL: 'http://127.0.0.1:23000/password-reset',
    });
    expect(parseUserConfig({ ...env, PORT: '28081', COOKIE_SUFFIX: 'mine' }).COOKIE_SUFFIX).toBe('mine');
  });

  it('keeps the public password of the demo administrator out of production', () => {
    const lab = { ...env, BOOTSTRAP_ADMIN_EMAIL: 'a@example.org', BOOTSTRAP_ADMIN_PASSWORD: 'admin-of-the-lab' };
    expect(parseUserConfig(lab).BOOTSTRAP_ADMIN_PASSWORD).toBe('admin-of-the-lab');
    const production = { ...lab, TICKETLAB_PROFILE: 'production', SERVICE_TOKEN_SECRET: 'x'.repeat(32) };
    expect(problemsOf(production)).toEqual([expect.stringMatching(/^BOOTSTRAP_ADMIN_PASSWORD: production refuses/)]);
  });

  it('names what is wrong without showing a key', () => {
    const wrong = {
      ...env,
      JWT_PRIVATE_KEY: publicPem,
      GATEWAY_ADDRESSES: 'everywhere',
      BOOTSTRAP_ADMIN_PASSWORD: 'short',
    };
    const problems = problemsOf(wrong);
    expect(problems.map((line) => line.split(':')[0]).sort()).toEqual([
      'BOOTSTRAP_ADMIN_PASSWORD',
      'GATEWAY_ADDRESSES',
      'JWT_PRIVATE_KEY',
    ]);
    expect(problems.join()).not.toContain(publicPem.split('\n')[1]);
  });
});

function problemsOf(env: Record<string, string>): readonly string[] {
  try {
    parseUserConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
  }
  throw new Error('the configuration was accepted');
}
