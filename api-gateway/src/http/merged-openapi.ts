import { problems, type ProblemCode } from '@ticketlab/contracts/problem';
import type { Discovery } from '@ticketlab/service-kit/resilience/discovery';
import { request } from 'undici';
import type { Upstream } from '../proxy/upstream.ts';
import { matchRoute } from '../routing/route-table.ts';

interface Operation {
  responses: Record<string, unknown>;
}

/** As much of an OpenAPI 3.1 document as merging needs. */
export interface OpenApiDocument {
  openapi: string;
  info: { title: string; version: string; description?: string };
  paths: Record<string, Record<string, Operation>>;
  components?: Record<string, Record<string, unknown>>;
  tags?: { name: string; description?: string }[];
}

const freshMs = 10_000;
const timeoutMs = 1_000;

/**
 * One document for the whole system: the gateway's own routes and those of every service that answers. A service that
 * is away keeps its last known part, and is named in the description while there is none.
 */
export function createMergedOpenApi(
  own: OpenApiDocument,
  upstreams: readonly Upstream[],
  discovery: Discovery,
  now: () => number,
): () => Promise<OpenApiDocument> {
  const parts = new Map<string, OpenApiDocument>();
  let merged: { document: OpenApiDocument; at: number } | undefined;

  async function refresh(upstream: Upstream): Promise<void> {
    const [instance] = discovery.instances(upstream.name);
    if (instance === undefined) return;
    try {
      const { statusCode, body } = await request(`http://${instance.host}:${instance.port}/openapi.json`, {
        signal: AbortSignal.timeout(timeoutMs),
      });
      if (statusCode === 200) parts.set(upstream.name, (await body.json()) as OpenApiDocument);
      else await body.dump();
    } catch {
      // its last known part stays
    }
  }

  return async () => {
    if (merged !== undefined && now() - merged.at < freshMs) return merged.document;
    await Promise.all(upstreams.map(refresh));
    const missing = upstreams.filter(({ name }) => !parts.has(name)).map(({ name }) => name);
    const document = merge(own, [...parts.values()]);
    // an incomplete one is not kept: whoever asks again looks again
    if (missing.length > 0) document.info.description = `Not reachable just now: ${missing.join(', ')}.`;
    else merged = { document, at: now() };
    return document;
  };
}

function merge(own: OpenApiDocument, parts: OpenApiDocument[]): OpenApiDocument {
  const document: OpenApiDocument = {
    ...own,
    info: { ...own.info, title: 'Ticketlab' },
    paths: { ...own.paths },
    components: { ...own.components },
    tags: [...(own.tags ?? [])],
  };
  const components = (document.components ??= {});
  for (const part of parts) {
    Object.assign(document.paths, onlyProxied(part.paths));
    for (const [kind, entries] of Object.entries(part.components ?? {})) {
      components[kind] = { ...components[kind], ...entries };
    }
    document.tags?.push(...(part.tags ?? []));
  }
  document.paths = withGatewayResponses(document.paths);
  return document;
}

/** Whatever a route answers, what stands before every route may also answer this. */
const gatewayProblems: ProblemCode[] = [
  'address-denied',
  'rate-limited',
  'bad-gateway',
  'circuit-open',
  'upstream-timeout',
];

const gatewayResponses = Object.fromEntries(
  gatewayProblems.map((code) => [
    String(problems[code].status),
    {
      description: `${problems[code].title} (${code})`,
      content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
    },
  ]),
);

function withGatewayResponses(paths: OpenApiDocument['paths']): OpenApiDocument['paths'] {
  const toAnswered = ([method, operation]: [string, Operation]) => [
    method,
    { ...operation, responses: { ...gatewayResponses, ...operation.responses } },
  ];
  return Object.fromEntries(
    Object.entries(paths).map(([path, operations]) => [
      path,
      Object.fromEntries(Object.entries(operations).map(toAnswered)) as Record<string, Operation>,
    ]),
  );
}

/** What of a service is reached through the gateway. */
function onlyProxied(paths: OpenApiDocument['paths']): OpenApiDocument['paths'] {
  return Object.fromEntries(Object.entries(paths).filter(([path]) => matchRoute('GET', path) !== undefined));
}
