import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { createEventBodySchema, eventListQuerySchema } from '../src/http/events.ts';
import { auditListQuerySchema } from '../src/http/notifications.ts';
import { createOrderBodySchema } from '../src/http/orders.ts';
import { createPaymentBodySchema } from '../src/http/payments.ts';
import { passwordSchema, userListQuerySchema } from '../src/http/users.ts';
import { textSchema } from '../src/primitives.ts';
import { problemCodeOf, problemCodes, problems } from '../src/problem.ts';

const folder = join(import.meta.dirname, '../examples/http');
const files = readdirSync(folder).map((file) => file.replace('.json', ''));
const modules = readdirSync(join(import.meta.dirname, '../src/http')).map((file) => file.replace('.ts', ''));

function examplesOf(file: string): Record<string, unknown> {
  return JSON.parse(readFileSync(join(folder, `${file}.json`), 'utf8')) as Record<string, unknown>;
}

async function schemasOf(file: string): Promise<Record<string, z.ZodType>> {
  return (await import(`../src/http/${file}.ts`)) as Record<string, z.ZodType>;
}

describe('HTTP bodies', () => {
  it.each(files)('%s: the examples that clients were given still parse', async (file) => {
    const schemas = await schemasOf(file);
    for (const [name, example] of Object.entries(examplesOf(file))) {
      const parsed = schemas[name]?.safeParse(example);
      expect({ name, error: parsed?.error?.issues, success: parsed?.success }).toEqual({
        name,
        error: undefined,
        success: true,
      });
    }
  });

  it.each(modules)('%s: every body of a request has an example', async (module) => {
    const bodies = Object.keys(await schemasOf(module)).filter((name) => name.endsWith('BodySchema'));
    const examples = files.includes(module) ? Object.keys(examplesOf(module)) : [];
    expect(bodies.filter((name) => !examples.includes(name))).toEqual([]);
  });

  it.each(files)('%s: every schema can be written as JSON Schema for OpenAPI', async (file) => {
    for (const schema of Object.values(await schemasOf(file))) {
      if (schema instanceof z.ZodType) expect(z.toJSONSchema(schema, { io: 'input' })).toHaveProperty('$schema');
    }
  });

  it.each(files)(
    '%s: a request refuses fields it does not know, so that a typo is not silently ignored',
    async (file) => {
      const schemas = await schemasOf(file);
      for (const [name, example] of Object.entries(examplesOf(file))) {
        if (!name.endsWith('BodySchema')) continue;
        expect(schemas[name]?.safeParse({ ...(example as object), unknownField: 1 }).success).toBe(false);
      }
    },
  );
});

describe('what people type', () => {
  it('is normalised: composed, without controls and direction marks, trimmed', () => {
    expect(textSchema({ max: 20 }).parse('  Cafe\u0301\u0000 \u202Enight\n')).toBe('Café night');
    expect(textSchema({ max: 20, multiline: true }).parse('a\r\nb\u0007')).toBe('a\nb');
    expect(textSchema({ max: 3 }).safeParse('abcd').success).toBe(false);
    expect(textSchema({ max: 3 }).safeParse('\u200B').success).toBe(false);
  });

  it('loses halves of characters, which no database can keep, and keeps whole ones', () => {
    expect(textSchema({ max: 20 }).parse('St\ud83d \ude00 \u{1F600}')).toBe('St \u{1F600}');
    expect(textSchema({ max: 20 }).safeParse('\ud83d').success).toBe(false);
    const { createEventBodySchema: example } = examplesOf('events') as {
      createEventBodySchema: z.input<typeof createEventBodySchema>;
    };
    const [tier] = example.tiers;
    if (tier === undefined) throw new Error('the example has no tier');
    const sent = createEventBodySchema.parse({ ...example, tiers: [{ ...tier, name: 'St\ud83d' }] });
    expect(sent.tiers.map(({ name }) => name)).toEqual(['St']);
  });

  it('is searched for as it is kept, and never with what no database can compare', () => {
    expect(eventListQuerySchema.parse({ q: ' Cafe\u0301\u0000 ', city: 'Ghent\ud83d' })).toMatchObject({
      q: 'Café',
      city: 'Ghent',
    });
    expect(userListQuerySchema.parse({ q: '' }).q).toBe('');
    expect(userListQuerySchema.safeParse({ q: '\u0000' }).success).toBe(false);
    expect(auditListQuerySchema.safeParse({ actor: '\u0000' }).success).toBe(false);
  });

  it('must be a password of 12 characters that bcrypt reads whole', () => {
    expect(passwordSchema.safeParse('short').success).toBe(false);
    expect(passwordSchema.safeParse('é'.repeat(36)).success).toBe(true);
    expect(passwordSchema.safeParse('é'.repeat(37)).success).toBe(false);
  });

  it('may write a card number with spaces', () => {
    const { createPaymentBodySchema: example } = examplesOf('payments');
    expect(createPaymentBodySchema.parse(example).card.number).toBe('4000000000000002');
  });

  it('names each tier and each seat once', () => {
    const { createOrderBodySchema: example } = examplesOf('orders') as {
      createOrderBodySchema: z.input<typeof createOrderBodySchema>;
    };
    const [first] = example.items;
    expect(createOrderBodySchema.safeParse({ ...example, items: [first, first] }).success).toBe(false);
    expect(
      createOrderBodySchema.safeParse({ ...example, items: [{ tierId: first?.tierId, seatIds: ['A-1', 'A-1'] }] })
        .success,
    ).toBe(false);
  });
});

describe('problems', () => {
  it('have an error status and a type that leads back to the code', () => {
    for (const code of problemCodes) {
      expect(problems[code].status).toBeGreaterThanOrEqual(400);
      expect(problemCodeOf(`/problems/${code}`)).toBe(code);
    }
    expect(problemCodeOf('/problems/toString')).toBeUndefined();
  });
});
