import {
  experimentDetailSchema,
  experimentParamsSchema,
  experimentSchema,
  experimentsSchema,
  startExperimentSchema,
} from '@ticketlab/contracts/http/experiments';
import { type Route, route } from '@ticketlab/service-kit/http/route';
import type { Experiments } from '../experiments/experiments.ts';
import { createEventStream, type EventStream } from '@ticketlab/service-kit/http/event-stream';

const base = '/api/lab/experiments';
const params = experimentParamsSchema;

/** Autoscaling experiments: start one, watch it come true or not, end it. */
export function experimentRoutes(experiments: Experiments): Route[] {
  const streams = createExperimentStreams(experiments);
  return [
    route({
      method: 'post',
      path: base,
      summary: 'Predict what the autoscaler will do about a load, put on that load, and judge; one at a time',
      auth: 'admin',
      body: startExperimentSchema,
      responses: { 202: experimentSchema },
      problems: ['conflict', 'runtime-unsupported'],
      handler: ({ body }) => {
        const experiment = experiments.start(body);
        return Promise.resolve({ status: 202, body: experiment, headers: { location: `${base}/${experiment.id}` } });
      },
    }),
    route({
      method: 'get',
      path: base,
      summary: 'The latest experiments since lab-controller started, newest first',
      auth: 'admin',
      responses: { 200: experimentsSchema },
      handler: () => Promise.resolve({ status: 200, body: { items: experiments.list() } }),
    }),
    route({
      method: 'get',
      path: `${base}/:id`,
      summary: 'An experiment with its prediction, samples, decisions and verdict',
      auth: 'admin',
      params,
      responses: { 200: experimentDetailSchema },
      problems: ['not-found'],
      handler: ({ params: { id } }) => Promise.resolve({ status: 200, body: experiments.get(id) }),
    }),
    route({
      method: 'get',
      path: `${base}/:id/stream`,
      summary:
        'Server-sent events: `experiment` first and at each change of state, `note`, `prediction`, `sample`, `decision`',
      auth: 'admin',
      params,
      contentType: 'text/event-stream',
      responses: { 200: null },
      problems: ['not-found'],
      handler: ({ params: { id }, res }) => {
        const experiment = experimentSchema.parse(experiments.get(id));
        if (experiment.endedAt === null) {
          streams.of(id).open(res, [{ event: 'experiment', data: experiment }]);
        } else {
          res.type('text/event-stream').send(`event: experiment\ndata: ${JSON.stringify(experiment)}\n\n`);
        }
        return Promise.resolve({ status: 200 as const });
      },
    }),
    route({
      method: 'delete',
      path: `${base}/:id`,
      summary: 'End an experiment in order: the autoscaler gets its settings back, and what was seen is judged',
      auth: 'admin',
      params,
      responses: { 202: experimentSchema },
      problems: ['not-found'],
      handler: ({ params: { id } }) => Promise.resolve({ status: 202, body: experiments.stop(id) }),
    }),
  ];
}

/** A stream for each experiment that goes on; it ends with the experiment. */
function createExperimentStreams(experiments: Experiments) {
  const streams = new Map<string, EventStream>();
  experiments.onNews(({ id, endedAt }, { event, data }) => {
    const stream = streams.get(id);
    stream?.send(event, data);
    if (endedAt === null) return;
    streams.delete(id);
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
