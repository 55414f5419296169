import { alwaysSpared, catalogueEntry, faultCatalogue } from '@ticketlab/contracts/http/fault-catalogue';
import {
  type FaultKind,
  type FaultKindEntry,
  type FaultParameters,
  type FaultParameterSpec,
  longestFaultSeconds,
  mostFaultsPerService,
  type ShownFault,
  startFaultBodySchema,
} from '@ticketlab/contracts/http/faults';
import { CliError } from './errors.ts';
import { openFaults } from './fault-access.ts';
import type { JsonFlag, StartFlags } from './fault-command.ts';
import { explaining as explain } from './lab-api.ts';
import { formatTable } from './table.ts';

const warn = (text: string) => console.error(text);

export async function listFaults({ json }: JsonFlag): Promise<void> {
  const list = await explaining((await openFaults(warn)).list());
  if (json === true) {
    printJson(list);
    return;
  }
  if (list.items.length > 0) {
    print([['ID', 'KIND', 'HITS', 'HOW', 'SHARE', 'LEFT'], ...list.items.map(toRow)]);
  } else if (!list.exerciseRunning) {
    console.log('Nothing is broken on purpose.');
  }
  if (list.exerciseRunning) console.log('An exercise is running.');
}

export async function startFault(kind: FaultKind, flags: StartFlags): Promise<void> {
  const wish = startFaultBodySchema.parse({
    target: {
      service: flags.service,
      ...(flags.instance === undefined ? {} : { instance: flags.instance }),
      ...(flags.release === undefined ? {} : { version: flags.release }),
      ...(flags.route === undefined ? {} : { route: flags.route }),
    },
    kind,
    preset: flags.preset,
    parameters: toParameters(flags.set, catalogueEntry(kind)),
    ...(flags.probability === undefined ? {} : { probability: flags.probability }),
    ...(flags.seed === undefined ? {} : { seed: flags.seed }),
    ttlSeconds: flags.for,
  });
  const fault = await explaining((await openFaults(warn)).start(wish));
  if (flags.json === true) {
    printJson(fault);
    return;
  }
  const { presets, symptom } = catalogueEntry(kind);
  const isPreset = flags.set.length === 0 && flags.probability === undefined;
  const note = isPreset ? `: ${presets[fault.preset].note}` : '';
  console.log(`${kind} on ${toTarget(fault)} (${toHow(fault)}), seed ${fault.seed}${note}.`);
  console.log(`Look at: ${symptom}.`);
  console.log(`It ends by itself in ${toLeft(flags.for)}; earlier with ./lab.sh fault stop ${fault.id}`);
}

export async function stopFault(text: string): Promise<void> {
  const faults = await openFaults(warn);
  const { items } = await explaining(faults.list());
  const found = items.filter(({ id }) => id.endsWith(text));
  const [fault] = found;
  if (fault === undefined) {
    throw new CliError(`There is no fault ${text} (any more); ./lab.sh fault list shows what there is.`, 2);
  }
  if (found.length > 1) throw new CliError(`${found.length} faults end in ${text}; give more of the id.`, 2);
  await explaining(faults.stop(fault.id));
  console.log(`${fault.kind} on ${toTarget(fault)} has ended.`);
}

export async function clearFaults({ json }: JsonFlag): Promise<void> {
  const answer = await explaining((await openFaults(warn)).clear());
  if (json === true) {
    printJson(answer);
    return;
  }
  if (answer.cleared === 0) console.log('Nothing was broken on purpose.');
  else console.log(answer.cleared === 1 ? 'One fault has ended.' : `${answer.cleared} faults have ended.`);
  if (answer.exerciseEnded) console.log('One belonged to an exercise: clearing it counts as giving up.');
}

export function showKinds(kind: FaultKind | undefined, { json }: JsonFlag): void {
  const wanted = kind === undefined ? faultCatalogue : [catalogueEntry(kind)];
  if (json === true) {
    printJson(wanted);
    return;
  }
  if (kind !== undefined) {
    describe(catalogueEntry(kind));
    return;
  }
  print([
    ['KIND', 'WHAT HAPPENS', 'SERVICES'],
    ...wanted.map((entry) => [entry.kind, entry.summary, toServices(entry)]),
  ]);
  console.log(`\n./lab.sh fault kinds KIND tells all of one. Never touched: ${alwaysSpared.join(', ')}.`);
  console.log(`At most ${longestFaultSeconds / 60} minutes each and ${mostFaultsPerService} for a service.`);
}

function describe(entry: FaultKindEntry): void {
  console.log(`${entry.kind}: ${entry.summary}\n`);
  print([
    ['  shows in', entry.symptom],
    ['  spares', entry.spares],
    ['  services', entry.services.join(', ')],
    ['  one route', entry.hasRoute ? 'possible (--route)' : 'no'],
    ['  a share', entry.hasShare ? 'possible (--probability)' : 'no'],
  ]);
  const parameters = Object.entries(entry.parameters).map(([name, spec]) => [`  ${name}`, toRange(spec), spec.meaning]);
  if (parameters.length > 0) {
    console.log('\nparameters (--set name=value)');
    print(parameters);
  }
  console.log('\npresets');
  print(
    Object.entries(entry.presets).map(([name, preset]) => [
      `  ${name}`,
      toHow({ parameters: preset.parameters, probability: preset.probability }),
      preset.note,
    ]),
  );
}

/** The catalogue says which of them are numbers; whatever it does not know, the controller refuses. */
function toParameters(given: StartFlags['set'], { parameters }: FaultKindEntry): FaultParameters {
  const pairs = given.map(([name, value]) => {
    const isNumber = parameters[name]?.choices === null && Number.isFinite(Number(value));
    return [name, isNumber ? Number(value) : value];
  });
  return Object.fromEntries(pairs) as FaultParameters;
}

const explaining = <T>(call: Promise<T>): Promise<T> => explain(call, toOption);

function toOption(path: string): string {
  if (path === 'ttlSeconds') return '--for';
  if (path === 'target.version') return '--release';
  return path
    .replace(/^target\./, '--')
    .replace(/^parameters\./, '--set ')
    .replace(/^probability$/, '--probability');
}

function toRow(fault: ShownFault): string[] {
  const share = catalogueEntry(fault.kind).hasShare ? `${Math.round(fault.probability * 1_000) / 10} %` : '';
  return [
    fault.id,
    fault.kind,
    toTarget(fault),
    toHow({ ...fault, probability: 1 }),
    share,
    toLeft(fault.remainingSeconds),
  ];
}

function toTarget({ target }: Pick<ShownFault, 'target'>): string {
  const { service, instance, version, route } = target;
  const whom = instance ?? (version === undefined ? service : `${service} ${version}`);
  return route === undefined ? whom : `${whom} ${route}`;
}

function toHow({ parameters, probability }: Pick<ShownFault, 'parameters' | 'probability'>): string {
  const parts = Object.entries(parameters).map(([name, value]) => `${name}=${value}`);
  if (probability < 1) parts.push(`${Math.round(probability * 1_000) / 10} %`);
  return parts.length === 0 ? 'all' : parts.join(' ');
}

function toServices({ services }: FaultKindEntry): string {
  return services.length === catalogueEntry('latency').services.length ? 'all' : services.join(', ');
}

function toRange({ unit, min, max, choices }: FaultParameterSpec): string {
  return choices?.join(' | ') ?? `${min ?? ''} to ${max ?? ''} ${unit ?? ''}`;
}

function toLeft(seconds: number): string {
  const whole = Math.ceil(seconds);
  const parts = [`${Math.floor(whole / 60)} min`, `${whole % 60} s`].filter((part) => !part.startsWith('0 '));
  return parts.length === 0 ? '0 s' : parts.join(' ');
}

function print(rows: string[][]): void {
  for (const line of formatTable(rows)) console.log(line);
}

function printJson(value: unknown): void {
  console.log(JSON.stringify(value, null, 2));
}
