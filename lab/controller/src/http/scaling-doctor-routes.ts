import { diagnosisOfScalingSchema } from '@ticketlab/contracts/http/autoscaler';
import { labServiceParamsSchema } from '@ticketlab/contracts/http/lab';
import { ProblemError } from '@ticketlab/service-kit/http/problem';
import { type Route, route } from '@ticketlab/service-kit/http/route';
import { diagnose } from '../../../autoscaler/doctor/diagnose.ts';
import { toLocalFacts } from '../../../autoscaler/doctor/local-facts.ts';
import { scaledNames } from '../../../runtimes/local/workloads.ts';
import type { Autoscaler } from '../autoscaler/autoscaler.ts';
import type { Runtime } from '../runtime.ts';

interface ScalingDoctorDeps {
  autoscaler: Pick<Autoscaler, 'status'>;
  runtime: Pick<Runtime, 'state'>;
  clock: () => Date;
}

/** The same explanation as `./lab.sh doctor`. */
export function scalingDoctorRoutes({ autoscaler, runtime, clock }: ScalingDoctorDeps): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/lab/autoscaler/:service/doctor',
      summary: 'Why a service was scaled or was not, what stands in the way, and when it can change next',
      auth: 'admin',
      params: labServiceParamsSchema,
      responses: { 200: diagnosisOfScalingSchema },
      problems: ['not-found', 'service-unavailable', 'runtime-unsupported'],
      handler: async ({ params: { service } }) => {
        if (!(scaledNames as string[]).includes(service)) {
          throw new ProblemError('not-found', `${service} runs once and has no autoscaler.`);
        }
        const facts = toLocalFacts(service, autoscaler.status(), await runtime.state(), clock().getTime());
        const diagnosis = diagnose(facts);
        const conditions = diagnosis.conditions.map(({ type, status, reason, message }) => ({
          ...{ type, status, reason, message },
        }));
        return { status: 200, body: { ...diagnosis, conditions } };
      },
    }),
  ];
}
