import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { ConfigError, parseConfig } from '../../src/config/parse-config.ts';
import { count, perProfile, secret } from '../../src/config/settings.ts';

const folder = mkdtempSync(join(tmpdir(), 'ticketlab-config-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const ownSecret = { SERVICE_TOKEN_SECRET: 'a-secret-of-our-own-0123456789' };

function problemsOf(act: () => unknown): readonly string[] {
  try {
    act();
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('parseConfig', () => {
  it('fills in defaults and the presets of the lab', () => {
    const config = parseConfig({}, {});
    expect(config).toMatchObject({ TICKETLAB_PROFILE: 'lab', LAB_MODE: 'on', DRAIN_MS: 2000, INSTANCE_PORT: 0 });
    expect(config.PORT).toBeUndefined();
  });

  it('lets the profile set presets and an explicit value override them', () => {
    const shape = { BCRYPT_COST: perProfile(count(4, 15), { lab: '10', production: '12' }) };
    expect(parseConfig(shape, {}).BCRYPT_COST).toBe(10);
    const production = { TICKETLAB_PROFILE: 'production', ...ownSecret };
    expect(parseConfig(shape, production)).toMatchObject({ BCRYPT_COST: 12, LAB_MODE: 'off' });
    expect(parseConfig(shape, { ...production, BCRYPT_COST: '14', LAB_MODE: 'on' })).toMatchObject({
      BCRYPT_COST: 14,
      LAB_MODE: 'on',
    });
  });

  it('reads X_FILE without its last line break, and prefers X', () => {
    const file = join(folder, 'secret');
    writeFileSync(file, 'from a file, long enough\n');
    expect(parseConfig({}, { SERVICE_TOKEN_SECRET_FILE: file }).SERVICE_TOKEN_SECRET).toBe('from a file, long enough');
    expect(parseConfig({}, { ...ownSecret, SERVICE_TOKEN_SECRET_FILE: file })).toMatchObject(ownSecret);
  });

  it('takes an empty value for none', () => {
    expect(parseConfig({}, { DRAIN_MS: '', REDIS_URL: '' })).toMatchObject({ DRAIN_MS: 2000 });
  });

  it('names every wrong variable in a line of its own, with what would be right', () => {
    const env = { PORT: '99999', LAB_MODE: 'maybe', DRAIN_MS: 'soon', SERVICE_TOKEN_SECRET_FILE: join(folder, 'none') };
    const lines = problemsOf(() => parseConfig({ SEATS: count(1, 9) }, env));
    expect(lines).toHaveLength(5);
    expect(lines).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^PORT: .*a TCP port, 0 to 65535$/),
        expect.stringMatching(/^LAB_MODE: .*on or off$/),
        expect.stringMatching(/^DRAIN_MS: .*milliseconds, 0 to 60000$/),
        expect.stringMatching(/^SERVICE_TOKEN_SECRET_FILE: cannot read/),
        'SEATS: is not set; expected a whole number, 1 to 9',
      ]),
    );
  });

  it('refuses a public default secret in production, set or preset', () => {
    const shape = { SIGNING_KEY: secret('everybody-knows-this-one') };
    const production = { TICKETLAB_PROFILE: 'production', ...ownSecret };
    expect(problemsOf(() => parseConfig(shape, production))).toEqual([
      expect.stringMatching(/^SIGNING_KEY: is not set/),
    ]);
    expect(problemsOf(() => parseConfig(shape, { ...production, SIGNING_KEY: 'everybody-knows-this-one' }))).toEqual([
      expect.stringMatching(/^SIGNING_KEY: production refuses the public default/),
    ]);
    expect(parseConfig(shape, {}).SIGNING_KEY).toBe('everybody-knows-this-one');
  });
});
