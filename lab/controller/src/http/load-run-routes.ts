import { readFile } from 'node:fs/promises';
import {
  loadRunDetailSchema,
  loadRunParamsSchema,
  loadRunSchema,
  loadRunsSchema,
  startLoadRunSchema,
} from '@ticketlab/contracts/http/load-runs';
import { type Route, route } from '@ticketlab/service-kit/http/route';
import type { LoadRuns } from '../load/load-runs.ts';
import { createEventStream, type EventStream } from '@ticketlab/service-kit/http/event-stream';

/** Load runs: start one, watch it, end it. */
export function loadRunRoutes(runs: LoadRuns): Route[] {
  const streams = createRunStreams(runs);
  return [
    route({
      method: 'post',
      path: '/api/lab/load-runs',
      summary: 'Start a load run in a process of its own; one at a time',
      auth: 'admin',
      body: startLoadRunSchema,
      responses: { 202: loadRunSchema },
      problems: ['conflict'],
      handler: ({ body, req }) => {
        // events are made as whoever started the run
        const token = req.headers.authorization?.replace(/^Bearer /i, '') ?? '';
        return Promise.resolve({ status: 202, body: runs.start(body, token) });
      },
    }),
    route({
      method: 'get',
      path: '/api/lab/load-runs',
      summary: 'The latest load runs, newest first',
      auth: 'admin',
      responses: { 200: loadRunsSchema },
      handler: () => Promise.resolve({ status: 200, body: { items: runs.list() } }),
    }),
    route({
      method: 'get',
      path: '/api/lab/load-runs/:id',
      summary: 'A load run: its progress, and once it has ended its verdict and numbers',
      auth: 'admin',
      params: loadRunParamsSchema,
      responses: { 200: loadRunDetailSchema },
      problems: ['not-found'],
      handler: ({ params }) => Promise.resolve({ status: 200, body: runs.get(params.id) }),
    }),
    route({
      method: 'get',
      path: '/api/lab/load-runs/:id/stream',
      summary: 'Server-sent events of a load run: `progress` each second, `note`, `run` when its state changes',
      auth: 'admin',
      params: loadRunParamsSchema,
      contentType: 'text/event-stream',
      responses: { 200: null },
      problems: ['not-found'],
      handler: ({ params, res }) => {
        const run = loadRunSchema.parse(runs.get(params.id));
        if (run.endedAt === null) streams.of(run.id).open(res, [{ event: 'run', data: run }]);
        else res.type('text/event-stream').send(`event: run\ndata: ${JSON.stringify(run)}\n\n`);
        return Promise.resolve({ status: 200 as const });
      },
    }),
    route({
      method: 'get',
      path: '/api/lab/load-runs/:id/report',
      summary: 'The report of a load run that has ended, as a page',
      auth: 'admin',
      params: loadRunParamsSchema,
      contentType: 'text/html',
      responses: { 200: null },
      problems: ['not-found'],
      handler: async ({ params, res }) => {
        const page = await readFile(runs.reportFile(params.id), 'utf8');
        res.status(200).type('html').send(page);
        return { status: 200 };
      },
    }),
    route({
      method: 'delete',
      path: '/api/lab/load-runs/:id',
      summary: 'End a load run in order: it finishes what it has begun and is judged; a second time: by force',
      auth: 'admin',
      params: loadRunParamsSchema,
      responses: { 202: loadRunSchema },
      problems: ['not-found'],
      handler: ({ params }) => Promise.resolve({ status: 202, body: runs.stop(params.id) }),
    }),
  ];
}

/** A stream for each run that goes on; it ends with the run. */
function createRunStreams(runs: LoadRuns) {
  const streams = new Map<string, EventStream>();
  runs.onEvent((event, run) => {
    const stream = streams.get(run.id);
    stream?.send(event, event === 'progress' ? run.progress : event === 'note' ? { note: run.note } : run);
    if (run.endedAt === null) return;
    streams.delete(run.id);
    void stream?.worker.stop();
  });
  return {
    of(id: string): EventStream {
      const stream = streams.get(id) ?? createEventStream();
      streams.set(id, stream);
      return stream;
    },
  };
}
