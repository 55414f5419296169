import { join } from 'node:path';
import { createAuditClient } from '@ticketlab/service-kit/audit/audit-client';
import { createPendingAuditRelay } from '@ticketlab/service-kit/audit/pending-audit';
import { createKit, createService, type Service } from '@ticketlab/service-kit/kit';
import { createDeadLetterDesk } from '@ticketlab/service-kit/messaging/dead-letter-desk';
import { createDeadLetters } from '@ticketlab/service-kit/messaging/dead-letters';
import { createKafka } from '@ticketlab/service-kit/messaging/kafka';
import { createLoop } from '@ticketlab/service-kit/loop';
import { createHttpClient } from '@ticketlab/service-kit/resilience/http-client';
import { createExerciseEngine } from '../../exercises/engine.ts';
import { readExercises } from '../../exercises/read-exercises.ts';
import { labHome } from '../../runtimes/local/home.ts';
import { labProcesses } from '../../runtimes/local/supervisor-process.ts';
import { scaledNames } from '../../runtimes/local/workloads.ts';
import { createAutoscaler } from './autoscaler/autoscaler.ts';
import { createManifestSpecs } from './autoscaler/specs.ts';
import type { ControllerConfig } from './config.ts';
import { createCounterpart } from './counterpart/counterpart.ts';
import { humanPauses } from './counterpart/talker.ts';
import { createExperiments } from './experiments/experiments.ts';
import { toAutoscalerApi } from './experiments/own-autoscaler-api.ts';
import { audited } from './http/audited.ts';
import { autoscalerRoutes } from './http/autoscaler-routes.ts';
import { createLabWorld } from './exercises/lab-world.ts';
import { createFaultControl } from './faults/fault-control.ts';
import { counterpartRoutes } from './http/counterpart-routes.ts';
import { deadLetterRoutes } from './http/dead-letter-routes.ts';
import { demoRoutes } from './http/demo-routes.ts';
import { createEventStream } from '@ticketlab/service-kit/http/event-stream';
import { exerciseRoutes } from './http/exercise-routes.ts';
import { experimentRoutes } from './http/experiment-routes.ts';
import { faultRoutes } from './http/fault-routes.ts';
import { loadRunRoutes } from './http/load-run-routes.ts';
import { scalingDoctorRoutes } from './http/scaling-doctor-routes.ts';
import { shoppersRoutes } from './http/shoppers-routes.ts';
import { sloRoutes } from './http/slo-routes.ts';
import { streamRoutes } from './http/stream-routes.ts';
import { systemRoutes } from './http/system-routes.ts';
import { createLoadRuns } from './load/load-runs.ts';
import { createObserver } from './observer.ts';
import { createRuntime } from './runtime.ts';
import { createShoppers } from './shoppers.ts';

/** Many times before a fault's lease is over, however often it fails. */
const renewEveryMs = 30_000;

/** The composition root of lab-controller: the one file that sees everything. With LAB_MODE off it serves nothing, and only hands in what waits for the audit log. */
export function createLabController(config: ControllerConfig): Service {
  const kit = createKit('lab-controller', config);
  // also without the lab: the command line replays and discards dead letters
  const auditRelay = createPendingAuditRelay(kit, createAuditClient(createHttpClient(kit, 'notification-service')));
  if (config.LAB_MODE === 'off') return createService(kit, { routes: [], workers: [auditRelay] });
  const kafka = createKafka(kit);
  const runtime = createRuntime(config.LAB_CONTROL_SOCKET);
  const observer = createObserver(kit, runtime, config.OBSERVE_EVERY_MS);
  const stream = createEventStream();
  const ownManifests = join(config.LAB_HOME, 'manifests');
  const autoscaler = createAutoscaler({
    control: runtime,
    specs: createManifestSpecs(config.LAB_MANIFESTS_DIR, ownManifests, scaledNames),
    settings: { enabled: config.AUTOSCALER === 'on', syncPeriodSeconds: 15, timeScale: 1, off: [] },
    clock: () => kit.clock().getTime(),
  });
  const decisions = createEventStream();
  const shoppers = createShoppers(kit, config.LAB_GATEWAY_URL);
  const counterpart = createCounterpart(kit, { gatewayUrl: config.LAB_GATEWAY_URL, pauses: humanPauses });
  const experiments = createExperiments({
    ...{ runtime, clock: kit.clock, newId: kit.newId },
    api: toAutoscalerApi(autoscaler),
    gatewayUrl: config.LAB_GATEWAY_URL,
    reportsDir: join(config.LAB_HOME, 'reports'),
  });
  const faults = createFaultControl(kit);
  const deadLetters = createDeadLetters(kafka);
  const deadLetterDesk = createDeadLetterDesk(deadLetters, kit.redis, kafka.prefix);
  const orderServiceUrl = () => {
    const [instance] = kit.discovery.instances('order-service');
    return instance === undefined ? undefined : `http://${instance.host}:${instance.port}`;
  };
  const loadRuns = createLoadRuns({
    gatewayUrl: config.LAB_GATEWAY_URL,
    reportsDir: join(config.LAB_HOME, 'reports'),
    reconciler() {
      const ordersUrl = orderServiceUrl();
      return ordersUrl === undefined ? null : { url: ordersUrl, secret: config.SERVICE_TOKEN_SECRET };
    },
    labProcesses: () => labProcesses(labHome({ TICKETLAB_HOME: config.LAB_HOME })),
    clock: kit.clock,
    newId: kit.newId,
  });
  const found = readExercises(join(config.LAB_ROOT, 'labs'));
  for (const { problems } of found.broken) kit.log.warn({ problems }, 'an exercise is left out');
  const exercises = createExerciseEngine({
    exercises: found.exercises,
    file: join(config.LAB_HOME, 'exercises.json'),
    world: createLabWorld({
      runtime,
      faults,
      autoscaler,
      shoppers,
      gatewayUrl: config.LAB_GATEWAY_URL,
      orderServiceUrl,
      serviceSecret: config.SERVICE_TOKEN_SECRET,
      manifests: { base: config.LAB_MANIFESTS_DIR, own: ownManifests },
      reportsDir: join(config.LAB_HOME, 'reports'),
      deadLetters,
      replayDeadLetter: (topic, id) => deadLetterDesk.replay(topic, id, 'service:lab-controller'),
      clock: () => kit.clock().getTime(),
    }),
  });

  return createService(kit, {
    routes: [
      ...audited(kit, [
        ...systemRoutes({ runtime, observer, prometheusUrl: config.PROMETHEUS_URL, clock: kit.clock }),
        ...streamRoutes({ observer, stream }),
        ...sloRoutes(observer),
        ...autoscalerRoutes({ autoscaler, stream: decisions }),
        ...scalingDoctorRoutes({ autoscaler, runtime, clock: kit.clock }),
        ...experimentRoutes(experiments),
        ...faultRoutes(faults, kit.clock),
        ...shoppersRoutes(shoppers),
        ...counterpartRoutes(counterpart),
        ...exerciseRoutes(exercises, found.broken),
        ...loadRunRoutes(loadRuns),
      ]),
      ...deadLetterRoutes(deadLetters, deadLetterDesk),
      ...demoRoutes({
        isExerciseRunning: () => exercises.running() !== null,
        hasDemoAccounts: config.TICKETLAB_PROFILE === 'lab',
      }),
    ],
    workers: [
      auditRelay,
      ...(runtime.kind === 'local' ? [observer.worker, autoscaler.worker] : []),
      shoppers.worker,
      counterpart.worker,
      experiments.worker,
      createLoop(kit, {
        name: 'exercise-faults',
        everyMs: renewEveryMs,
        run: () => exercises.renewFaults().then(() => false),
      }),
      loadRuns.worker,
      stream.worker,
      decisions.worker,
    ],
    async close() {
      await deadLetters.close();
      await kafka.close();
    },
  });
}
