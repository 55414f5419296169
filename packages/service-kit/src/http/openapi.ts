import { type ProblemCode, problems, problemSchema } from '@ticketlab/contracts/problem';
import type { ServiceName } from '@ticketlab/contracts/services';
import { createSchemaWriter, type JsonSchema, type SchemaWriter } from './openapi-schemas.ts';
import type { Route, RouteAuth } from './route.ts';

export interface OpenApiDocument {
  readonly openapi: '3.1.0';
  readonly info: { readonly title: string; readonly version: string };
  readonly paths: Record<string, Record<string, unknown>>;
  readonly components: { readonly schemas: Record<string, JsonSchema>; readonly securitySchemes: object };
}

/** The OpenAPI 3.1 document of a service's public routes, from the schemas that validate its requests. */
export function createOpenApi(service: ServiceName, routes: readonly Route[], version: string): OpenApiDocument {
  const schemas = createSchemaWriter();
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of routes) {
    if (route.auth === 'service' || route.path.startsWith('/internal/')) continue;
    const path = route.path.replace(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method]: toOperation(service, route, schemas) };
  }
  return {
    openapi: '3.1.0',
    info: { title: service, version },
    paths,
    components: {
      schemas: schemas.components,
      securitySchemes: { accessToken: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
    },
  };
}

function toOperation(service: ServiceName, route: Route, schemas: SchemaWriter): object {
  const parameters = [
    ...toParameters(route.params, 'path', schemas),
    ...toParameters(route.query, 'query', schemas),
    ...toParameters(route.headers, 'header', schemas),
  ];
  const body =
    route.body === undefined
      ? undefined
      : {
          required: !route.body.safeParse(undefined).success,
          content: { 'application/json': { schema: schemas.input(route.body) } },
        };
  return {
    summary: route.summary,
    tags: [service],
    operationId: operationId(route),
    ...security[route.auth],
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(body === undefined ? {} : { requestBody: body }),
    responses: { ...toSuccesses(route, schemas), ...toProblems(route, schemas) },
  };
}

const bearer = { accessToken: [] };
const security: Record<RouteAuth, object> = {
  public: { security: [] },
  optional: { security: [{}, bearer] },
  user: { security: [bearer] },
  admin: { security: [bearer], 'x-required-role': 'ADMIN' },
  service: {},
};

/** `GET /api/orders/:id/tickets` -> `getOrdersByIdTickets` */
function operationId({ method, path }: Route): string {
  const words = path
    .replace(/^\/api\//, '')
    .replace(/:(\w+)/g, 'by-$1')
    .split(/[^A-Za-z0-9]+/);
  return method + words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
}

function toParameters(schema: Route['params'], place: 'path' | 'query' | 'header', schemas: SchemaWriter): object[] {
  if (schema === undefined) return [];
  const { properties = {}, required = [] } = schemas.input(schema, { inline: true });
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    ...(typeof property.description === 'string' ? { description: property.description } : {}),
    schema: property,
  }));
}

function toSuccesses(route: Route, schemas: SchemaWriter): Record<string, object> {
  const responses: Record<string, object> = {};
  for (const [status, schema] of Object.entries(route.responses)) {
    const type = route.contentType ?? 'application/json';
    const content = schema === null ? undefined : { [type]: { schema: schemas.output(schema) } };
    responses[status] = { description: route.summary, ...(content === undefined ? {} : { content }) };
  }
  return responses;
}

function toProblems(route: Route, schemas: SchemaWriter): Record<string, object> {
  const byStatus = Map.groupBy(impliedProblems(route), (code) => problems[code].status);
  const content = { 'application/problem+json': { schema: schemas.output(problemSchema) } };
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => {
      const description = codes.map((code) => `${problems[code].title} (${code})`).join('; ');
      return [String(status), { description, content }];
    }),
  );
}

/** What the kit itself may answer to such a route, and what the route adds. */
function impliedProblems(route: Route): ProblemCode[] {
  const codes: ProblemCode[] = ['internal', 'service-unavailable', ...(route.problems ?? [])];
  if (route.params !== undefined || route.query !== undefined || route.headers !== undefined) {
    codes.push('validation-failed');
  }
  if (route.body !== undefined) {
    codes.push('validation-failed', 'malformed-body', 'body-too-large', 'unsupported-media-type');
  }
  if (route.auth !== 'public') {
    codes.push('unauthenticated', 'token-expired', 'session-revoked', 'signing-keys-unavailable');
  }
  if (route.auth === 'admin') codes.push('forbidden');
  return [...new Set(codes)];
}
