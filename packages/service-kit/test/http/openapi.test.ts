import { describe, expect, it } from '@jest/globals';
import { moneySchema, pageQuerySchema, pageSchema, textSchema } from '@ticketlab/contracts/primitives';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { z } from 'zod';
import { createOpenApi } from '../../src/http/openapi.ts';
import { type Route, route } from '../../src/http/route.ts';

const unreachable = () => Promise.reject(new Error('never called'));
const showSchema = z
  .object({ title: textSchema({ max: 10 }), price: moneySchema, hall: z.string().default('main') })
  .meta({ id: 'Show' });

const routes: Route[] = [
  route({
    method: 'get',
    path: '/api/events/:id/shows',
    summary: 'Shows of an event',
    auth: 'optional',
    params: z.object({ id: z.uuidv7() }),
    query: pageQuerySchema,
    responses: { 200: pageSchema(showSchema) },
    problems: ['not-found'],
    handler: unreachable,
  }),
  route({
    method: 'post',
    path: '/api/events/:id/shows',
    summary: 'Add a show',
    auth: 'admin',
    params: z.object({ id: z.uuidv7() }),
    headers: z.object({ 'if-match': z.string() }),
    body: showSchema,
    responses: { 201: showSchema, 204: null },
    handler: unreachable,
  }),
  route({
    method: 'post',
    path: '/internal/events/:id',
    summary: 'Internal',
    auth: 'service',
    responses: { 204: null },
    handler: unreachable,
  }),
];

const document = createOpenApi('event-service', routes, '1.2.3');
type Operation = {
  parameters: { name: string; in: string; required: boolean }[];
  responses: Record<string, { description: string; content?: Record<string, { schema: { $ref?: string } }> }>;
  requestBody: { required: boolean; content: Record<string, { schema: { $ref: string } }> };
  security: object[];
};
const operation = (method: string) => document.paths['/api/events/{id}/shows']?.[method] as Operation;

describe('createOpenApi', () => {
  it('lists public routes with braces and leaves internal ones out', () => {
    expect(Object.keys(document.paths)).toEqual(['/api/events/{id}/shows']);
    expect(Object.keys(document.paths['/api/events/{id}/shows'] ?? {})).toEqual(['get', 'post']);
  });

  it('describes parameters of path, query and headers', () => {
    const shortly = ({ parameters }: Operation) => parameters.map((p) => `${p.in} ${p.name}${p.required ? '!' : ''}`);
    expect(shortly(operation('get'))).toEqual(['path id!', 'query limit', 'query cursor']);
    expect(shortly(operation('post'))).toEqual(['path id!', 'header if-match!']);
  });

  it('tells what may be sent from what is answered', () => {
    expect(operation('post').requestBody.content['application/json']?.schema).toEqual({
      $ref: '#/components/schemas/ShowInput',
    });
    expect(operation('post').requestBody.required).toBe(true);
    expect(document.components.schemas['ShowInput']?.required).toEqual(['title', 'price']);
    expect(document.components.schemas['Show']?.required).toEqual(['title', 'price', 'hall']);
    expect(operation('post').responses['204']).toEqual({ description: 'Add a show' });
  });

  it('lists the errors by status, those of the kit included', () => {
    const { responses } = operation('post');
    expect(Object.keys(responses)).toEqual(['201', '204', '400', '401', '403', '413', '415', '500', '503']);
    expect(responses['400']?.content?.['application/problem+json']?.schema.$ref).toBe('#/components/schemas/Problem');
    expect(operation('get').responses['404']?.description).toContain('not-found');
  });

  it('says who may call', () => {
    expect(operation('get').security).toEqual([{}, { accessToken: [] }]);
    expect(operation('post').security).toEqual([{ accessToken: [] }]);
  });

  it('has components that are valid JSON Schema and point at nothing missing', () => {
    const ajv = new Ajv2020({ strict: false });
    const text = JSON.stringify(document);
    for (const [, name] of text.matchAll(/#\/components\/schemas\/([^"]+)/g)) {
      expect(document.components.schemas).toHaveProperty([name ?? '']);
    }
    expect(text).not.toContain('#/$defs');
    ajv.addSchema({ $id: 'doc', components: document.components });
    const validate = ajv.compile({ $ref: 'doc#/components/schemas/Show' });
    expect(validate({ title: 'Gala', price: { amount: 100, currency: 'EUR' }, hall: 'main' })).toBe(true);
    expect(validate({ title: 'Gala', price: { amount: -1, currency: 'EUR' }, hall: 'main' })).toBe(false);
  });
});
