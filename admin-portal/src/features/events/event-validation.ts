import { createEventBodySchema } from '@ticketlab/contracts/http/events';
import { type EventDraft, toInput } from './event-draft.ts';

type Issue = NonNullable<ReturnType<typeof createEventBodySchema.safeParse>['error']>['issues'][number];

/** What is wrong with a draft, by the form's fields; empty when the server would take it. */
export function validateDraft(draft: EventDraft): Record<string, string> {
  const errors: Record<string, string> = {};
  const input = toInput(draft);
  if (input.endsAt !== '' && input.endsAt <= input.startsAt) errors['endsAt'] = 'The end must be after the start';
  for (const [index, { kind, rows }] of draft.tiers.entries()) {
    if (kind === 'seated' && new Set(rows.map(({ row }) => row)).size < rows.length) {
      errors[`tiers.${index}.rows`] = 'Two rows have the same letter';
    }
  }
  for (const issue of createEventBodySchema.safeParse(input).error?.issues ?? []) {
    errors[toField(issue.path.join('.'))] ??= toMessage(issue);
  }
  return errors;
}

/** The form's field for a path in the request's body: one input may stand for several members. */
export function toField(path: string): string {
  return path.replace(/^(tiers\.\d+\.price)\..*$/, '$1').replace(/^(tiers\.\d+\.rows)\..*$/, '$1');
}

function toMessage(issue: Issue): string {
  const field = issue.path.join('.');
  if (field === 'startsAt' || field === 'endsAt') return 'Give a date and a time';
  if (field === 'venue.timezone') return 'Choose a time zone from the list';
  if (field === 'tiers') return 'An event needs one to twenty tiers';
  if (issue.code === 'too_small') {
    if (issue.origin === 'string') return 'Fill this in';
    return issue.origin === 'array' ? 'Add a row' : `At least ${issue.minimum}`;
  }
  if (issue.code === 'too_big') return `At most ${issue.maximum}${issue.origin === 'string' ? ' characters' : ''}`;
  if (issue.code === 'invalid_type') return 'Give a number';
  if (/rows\.\d+\.row$/.test(field)) return 'A row has one or two capital letters';
  return issue.message;
}
