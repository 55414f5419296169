import { catalogueEntry } from '@ticketlab/contracts/http/fault-catalogue';
import { everyTopic, faultSurfaces, ownStore } from '@ticketlab/contracts/http/fault-surfaces';
import {
  type Fault,
  type FaultKindEntry,
  type FaultParameters,
  type FaultParameterSpec,
  mostFaultsPerService,
  type StartFault,
} from '@ticketlab/contracts/http/faults';
import { isRoute } from '@ticketlab/service-kit/faults/http-faults';
import { type FieldError, ProblemError } from '@ticketlab/service-kit/http/problem';
import { type FaultScope, toTemplate } from './fault-scope.ts';

/** A wish with nothing left open. */
export type ResolvedFault = Pick<Fault, 'target' | 'kind' | 'preset' | 'parameters' | 'probability' | 'ttlSeconds'>;

/**
 * Fills a wish up from its preset and holds it against the catalogue and against what runs.
 * @throws {ProblemError} `validation-failed`, naming everything that is wrong with it
 */
export async function checkFault(
  wish: StartFault,
  running: readonly Fault[],
  scope: FaultScope,
): Promise<ResolvedFault> {
  const entry = catalogueEntry(wish.kind);
  const preset = entry.presets[wish.preset];
  const parameters = { ...preset.parameters, ...normalise(wish.parameters, entry) };
  const errors = [
    ...checkParameters(parameters, entry),
    ...checkSurface(wish, parameters, entry),
    ...checkShare(wish, entry),
    ...checkNumber(wish, running),
    ...(await checkScope(wish, entry, scope)),
  ];
  if (errors.length > 0) throw new ProblemError('validation-failed', 'No fault was started.', { errors });
  const { route } = wish.target;
  return {
    target: route === undefined ? wish.target : { ...wish.target, route: toTemplate(route) },
    kind: wish.kind,
    preset: wish.preset,
    parameters,
    probability: wish.probability ?? preset.probability,
    ttlSeconds: wish.ttlSeconds,
  };
}

/** A choice may look like a number. */
function normalise(given: FaultParameters, { parameters }: FaultKindEntry): FaultParameters {
  const pairs = Object.entries(given).map(([name, value]) => [name, parameters[name]?.choices ? String(value) : value]);
  return Object.fromEntries(pairs) as FaultParameters;
}

function checkParameters(given: FaultParameters, { kind, parameters }: FaultKindEntry): FieldError[] {
  const known = Object.keys(parameters);
  const unknown = Object.keys(given)
    .filter((name) => !known.includes(name))
    .map((name) => ({
      path: `parameters.${name}`,
      message: known.length === 0 ? `${kind} has no parameters` : `${kind} has ${known.join(', ')}`,
    }));
  const wrong = Object.entries(parameters).flatMap(([name, spec]) => {
    const message = complaint(given[name], spec);
    return message === null ? [] : [{ path: `parameters.${name}`, message }];
  });
  return [...unknown, ...wrong];
}

function complaint(value: string | number | undefined, spec: FaultParameterSpec): string | null {
  if (value === undefined) return `must be given: ${spec.choices?.join(', ') ?? spec.meaning}`;
  if (spec.choices !== null) {
    return spec.choices.includes(String(value)) ? null : `must be one of ${spec.choices.join(', ')}`;
  }
  const min = spec.min ?? -Infinity;
  const max = spec.max ?? Infinity;
  const isFine = typeof value === 'number' && value >= min && value <= max;
  return isFine ? null : `must be a number of ${spec.unit ?? ''} from ${min} to ${max}`;
}

/** What the service does not have, nothing can happen to. */
function checkSurface(wish: StartFault, parameters: FaultParameters, { services }: FaultKindEntry): FieldError[] {
  const { service } = wish.target;
  const { database, consumes } = faultSurfaces[service];
  if (!services.includes(service)) {
    return [{ path: 'target.service', message: `${wish.kind} is possible for ${services.join(', ')}` }];
  }
  const { store, topic, peer } = parameters;
  const errors: FieldError[] = [];
  if (store === ownStore && database === null) {
    errors.push({ path: 'parameters.store', message: `${service} has no database of its own; redis is possible` });
  }
  if (store !== undefined && store !== ownStore && store !== 'redis' && store !== database) {
    errors.push({ path: 'parameters.store', message: `${service} has ${database ?? 'no database'} and redis` });
  }
  if (topic !== undefined && topic !== everyTopic && !consumes.some((consumed) => consumed === topic)) {
    errors.push({ path: 'parameters.topic', message: `${service} consumes ${consumes.join(', ')}` });
  }
  if (peer === service) errors.push({ path: 'parameters.peer', message: 'must be another service' });
  return errors;
}

function checkShare({ kind, probability }: StartFault, { hasShare }: FaultKindEntry): FieldError[] {
  if (hasShare || probability === undefined || probability === 1) return [];
  return [{ path: 'probability', message: `${kind} hits everything or nothing` }];
}

function checkNumber({ target: { service } }: StartFault, running: readonly Fault[]): FieldError[] {
  const already = running.filter(({ target }) => target.service === service).length;
  if (already < mostFaultsPerService) return [];
  return [{ path: 'target.service', message: `${service} has ${already} faults already, which is the most` }];
}

async function checkScope(wish: StartFault, entry: FaultKindEntry, scope: FaultScope): Promise<FieldError[]> {
  const { service, instance, version, route } = wish.target;
  const errors: FieldError[] = [];
  const known = await scope.instances(service);
  const instances = known.map(({ id }) => id);
  const versions = [...new Set(known.map((one) => one.version))];
  if (instances.length === 0) {
    errors.push({ path: 'target.service', message: `no instance of ${service} is running` });
  } else if (instance !== undefined && !instances.includes(instance)) {
    errors.push({ path: 'target.instance', message: `${service} has ${instances.join(', ')}` });
  }
  if (version !== undefined && !versions.includes(version)) {
    errors.push({ path: 'target.version', message: `${service} has ${versions.join(', ')}` });
  }
  if (route === undefined) return errors;
  if (!entry.hasRoute) {
    return [...errors, { path: 'target.route', message: `${wish.kind} cannot be kept to one route` }];
  }
  const routes = await scope.routes(service);
  const isKnown = routes?.some((known) => {
    const [method = '', template = ''] = known.split(' ');
    return isRoute(route, method, template);
  });
  if (isKnown === false) {
    errors.push({ path: 'target.route', message: `${service} has ${summarise(routes ?? [])}` });
  }
  return errors;
}

function summarise(routes: readonly string[]): string {
  const shown = routes.filter((route) => !route.includes('/challenge/') && !route.includes('/internal/'));
  return shown.join(', ');
}
