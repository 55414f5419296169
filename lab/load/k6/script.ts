import { sleep } from 'k6';
import { scenario as progress } from 'k6/execution';
import { request } from 'k6/http';
import { Counter, Rate, Trend } from 'k6/metrics';
import { isExpected, problemType } from '../answers.ts';
import { type LoadData, type LoadRequest, type LoadResponse, UnexpectedAnswer } from '../journey.ts';
import { journeys, needsOf } from '../journeys.ts';
import type { Setting } from '../prepare/setting.ts';
import type { Scenario } from '../scenario.ts';
import { chooseJourney, journeysOf, placesNeeded } from '../scenario-shape.ts';
import { seededRandom } from '../seeded-random.ts';
import { injectedErrors, k6Phases, metricNames, otherErrors } from './shared.ts';

/** What the script was made for: esbuild puts it here. */
declare const LOAD_SCENARIO: Scenario;
declare const LOAD_OPTIONS: object;
declare const LOAD_ERROR_TYPES: readonly string[];

/** What k6 runs: the same journeys as our own engine, by the same phases. Its settings come as environment variables. */
const target = __ENV['TARGET'] ?? 'http://127.0.0.1:8080';
const given = __ENV['DATA'] === undefined ? null : (JSON.parse(open(__ENV['DATA'])) as LoadData);
const seed = Number(__ENV['SEED'] ?? 1);

const duration = new Trend(metricNames.duration, true);
const failed = new Rate(metricNames.failed);
const injected = new Rate(metricNames.injected);
const outcomes = new Counter(metricNames.outcomes);
const errors = new Counter(metricNames.errors);

export const options = LOAD_OPTIONS;

const means = {
  now: () => Date.now(),
  wait(milliseconds: number): Promise<void> {
    sleep(milliseconds / 1000);
    return Promise.resolve();
  },
  newKey: () => crypto.randomUUID(),
};

/** Prepares what the journeys need, unless a file (DATA) brings it. */
export async function setup(): Promise<LoadData> {
  if (given !== null) return given;
  // only here, because each visitor sets up anew whatever is imported above
  const { sessionTokensSchema } = await import('@ticketlab/contracts/http/users');
  const { prepareLoadData } = await import('../prepare/load-data.ts');
  const { must, post } = await import('../prepare/setting.ts');
  const setting: Setting = { ...means, exchange: (wanted) => Promise.resolve(exchange(wanted)), adminToken };
  async function adminToken(): Promise<string> {
    const { ADMIN_TOKEN: token, ADMIN_EMAIL: email, ADMIN_PASSWORD: password } = __ENV;
    if (token !== undefined) return token;
    const login = post(setting, '/api/users/login', { email, password, portal: 'admin' });
    return sessionTokensSchema.parse((await must(setting, login)).body).accessToken;
  }
  return prepareLoadData(setting, {
    needs: needsOf(journeysOf(LOAD_SCENARIO)),
    customers: LOAD_SCENARIO.customers,
    places: placesNeeded(LOAD_SCENARIO, null),
  });
}

/** One visitor. */
export async function visit(prepared: LoadData): Promise<void> {
  const begun = Date.now();
  const phase = phaseAt((begun - progress.startTime) / 1000);
  const random = seededRandom(seed * 1_000_003 + progress.iterationInTest);
  const { journey, params } = chooseJourney(phase.journeys ?? LOAD_SCENARIO.journeys, random);
  const tags = { journey, phase: phase.name };
  let outcome = 'completed';
  try {
    const label = await journeys[journey].run({
      http: { send: (wanted) => Promise.resolve().then(() => send(wanted)) },
      data: prepared,
      params: { ...params, ...phase.params },
      random,
      audience: null,
      ...means,
    });
    if (label !== undefined) outcomes.add(1, { outcome: label });
  } catch (error) {
    outcome = error instanceof UnexpectedAnswer && error.injected ? 'injected' : 'failed';
    if (!(error instanceof UnexpectedAnswer)) {
      console.error(`${journey}: ${(error as Error).message}`);
      errors.add(1, { type: otherErrors });
    }
  }
  duration.add(Date.now() - begun, tags);
  failed.add(outcome === 'failed', tags);
  injected.add(outcome === 'injected', tags);
}

function phaseAt(elapsedSeconds: number) {
  const phases = k6Phases(LOAD_SCENARIO);
  let left = elapsedSeconds;
  for (const phase of phases) {
    if (left < phase.seconds) return phase;
    left -= phase.seconds;
  }
  const last = phases.at(-1);
  if (last === undefined) throw new Error('the scenario has no phase');
  return last;
}

function send(wanted: LoadRequest): LoadResponse {
  const response = exchange(wanted);
  if (isExpected(wanted, response)) return response;
  const damaged = response.header('x-lab-fault') !== undefined;
  const type = problemType(response);
  const counted = damaged ? injectedErrors : LOAD_ERROR_TYPES.includes(type) ? type : otherErrors;
  errors.add(1, { type: counted, endpoint: wanted.endpoint });
  if (type === '0') console.error(`${wanted.endpoint}: no answer`);
  throw new UnexpectedAnswer(type, damaged);
}

function exchange({ method, path, endpoint, headers, token, body }: LoadRequest): LoadResponse {
  const response = request(method, `${target}${path}`, body === undefined ? null : JSON.stringify(body), {
    headers: {
      ...headers,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    redirects: 0,
    timeout: '30s',
    tags: { name: endpoint },
  });
  const header = (name: string): string | undefined =>
    Object.entries(response.headers).find(([key]) => key.toLowerCase() === name)?.[1];
  return {
    status: response.status,
    get body(): unknown {
      const text = response.body ?? '';
      return text !== '' && header('content-type')?.includes('json') === true ? (JSON.parse(text) as unknown) : text;
    },
    header,
  };
}
