import type { FaultKindEntry, FaultPreset, FaultService, StartFault } from '@ticketlab/contracts/http/faults';

/** What the form holds; '' is an empty field. */
export interface FaultDraft {
  service: FaultService;
  instance: string;
  route: string;
  preset: FaultPreset;
  parameters: Record<string, string | number>;
  /** Percent. */
  share: number | '';
  seed: number | '';
  seconds: number | '';
}

export function toDraft(entry: FaultKindEntry, preset: FaultPreset, service?: FaultService): FaultDraft {
  const { parameters, probability } = entry.presets[preset];
  const required = Object.entries(entry.parameters)
    .filter(([name, spec]) => spec.required && !(name in parameters))
    .map(([name]) => [name, ''] as const);
  return {
    service: service ?? entry.services.find((name) => name === 'order-service') ?? entry.services[0] ?? 'order-service',
    instance: '',
    route: '',
    preset,
    parameters: { ...Object.fromEntries(required), ...parameters },
    share: Math.round(probability * 100),
    seed: '',
    seconds: 120,
  };
}

/** What is wrong with the draft by field; empty when it can be sent. The service checks again. */
export function checkDraft(entry: FaultKindEntry, draft: FaultDraft, mostSeconds: number): Record<string, string> {
  const errors: Record<string, string> = {};
  for (const [name, spec] of Object.entries(entry.parameters)) {
    const value = draft.parameters[name] ?? '';
    if (value === '') errors[name] = spec.choices === null ? 'a number is needed' : 'choose one';
    else if (spec.min !== null && (typeof value !== 'number' || value < spec.min || value > (spec.max ?? Infinity))) {
      errors[name] = `from ${spec.min} to ${spec.max ?? 'any'} ${spec.unit ?? ''}`.trimEnd();
    }
  }
  if (draft.seconds === '' || draft.seconds < 1 || draft.seconds > mostSeconds) {
    errors['seconds'] = `from 1 to ${mostSeconds} seconds`;
  }
  if (entry.hasShare && (draft.share === '' || draft.share <= 0 || draft.share > 100)) {
    errors['share'] = 'more than 0, at most 100';
  }
  return errors;
}

/** The request for a draft that `checkDraft` finds nothing wrong with. */
export function toStartFault(entry: FaultKindEntry, draft: FaultDraft): StartFault {
  return {
    kind: entry.kind,
    preset: draft.preset,
    target: {
      service: draft.service,
      ...(draft.instance !== '' && { instance: draft.instance }),
      ...(draft.route !== '' && { route: draft.route }),
    },
    parameters: draft.parameters,
    ttlSeconds: Number(draft.seconds),
    ...(entry.hasShare && { probability: Number(draft.share) / 100 }),
    ...(draft.seed !== '' && { seed: draft.seed }),
  };
}
