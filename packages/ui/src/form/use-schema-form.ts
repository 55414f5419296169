import { useMutation } from '@tanstack/react-query';
import { type ChangeEvent, type SubmitEvent, useState } from 'react';
import type { z } from 'zod';
import { ApiError } from '../api/api-error.ts';

interface SchemaFormOptions<Schema extends z.ZodType, Values> {
  /** What the server checks with, too. */
  schema: Schema;
  initial: Values;
  submit: (body: z.output<Schema>) => Promise<unknown>;
  /** A refusal that is about one field, and what to say there. */
  fieldOf?: (error: ApiError) => { field: keyof Values; message: string } | undefined;
}

/**
 * A form of texts, checked with a schema of contracts before it is sent. What the server finds wrong with a field shows
 * at that field; `problem` is the rest. The first field that is wrong gets the focus.
 */
export function useSchemaForm<Schema extends z.ZodType, Values extends Record<string, string>>(
  options: SchemaFormOptions<Schema, Values>,
) {
  const [values, setValues] = useState(options.initial);
  const [errors, setErrors] = useState<Partial<Record<string, string>>>({});
  const mutation = useMutation({ mutationFn: options.submit });

  const show = (form: HTMLFormElement, found: Partial<Record<string, string>>): void => {
    setErrors(found);
    const first = Object.keys(options.initial).find((name) => found[name] !== undefined);
    const field = first === undefined ? null : form.elements.namedItem(first);
    if (field instanceof HTMLElement) field.focus();
  };

  const refused = (error: unknown): Partial<Record<string, string>> => {
    if (!(error instanceof ApiError)) return {};
    const about = options.fieldOf?.(error);
    if (about !== undefined) return { [about.field]: about.message };
    return Object.fromEntries(error.errors.map(({ path, message }) => [toField(path), toSentence(message)]));
  };

  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = event.currentTarget;
    const parsed = options.schema.safeParse(values);
    if (!parsed.success) {
      mutation.reset();
      show(form, toErrors(parsed.error.issues));
      return;
    }
    setErrors({});
    mutation.mutate(parsed.data, { onError: (error) => show(form, refused(error)) });
  };

  return {
    values,
    submit,
    pending: mutation.isPending,
    /** What no field explains. */
    problem: Object.keys(errors).some((name) => name in options.initial) ? null : mutation.error,
    done: mutation.isSuccess,
    fill(filled: Values) {
      setValues(filled);
      setErrors({});
    },
    reset() {
      setValues(options.initial);
      setErrors({});
      mutation.reset();
    },
    /** Props of the input of that name. */
    field: (name: keyof Values & string) => ({
      name,
      value: values[name],
      error: errors[name],
      onChange({ currentTarget: { value } }: ChangeEvent<HTMLInputElement | HTMLTextAreaElement>) {
        setValues((before) => ({ ...before, [name]: value }));
        setErrors((before) => ({ ...before, [name]: undefined }));
      },
    }),
  };
}

function toErrors(issues: readonly z.core.$ZodIssue[]): Partial<Record<string, string>> {
  const errors: Partial<Record<string, string>> = {};
  for (const issue of issues) errors[issue.path.map(String).join('.')] ??= toMessage(issue);
  return errors;
}

function toMessage(issue: z.core.$ZodIssue): string {
  if (issue.code === 'too_small' && issue.minimum === 1) return 'Fill this in';
  if (issue.code === 'too_big') return `At most ${String(issue.maximum)} characters`;
  return toSentence(issue.message);
}

/** Of `body.email`: email. */
const toField = (path: string): string => path.split('.').at(-1) ?? path;

function toSentence(message: string): string {
  const text = message.startsWith('an e-mail') ? `give ${message}` : message;
  return text.charAt(0).toUpperCase() + text.slice(1);
}
