import { NumberInput, Select } from '@mantine/core';
import type { FaultParameterSpec } from '@ticketlab/contracts/http/faults';

type Values = Record<string, string | number>;

/** A field for each parameter of a kind, with its meaning, unit and limits. */
export function FaultParameters(props: {
  specs: Record<string, FaultParameterSpec>;
  values: Values;
  errors: Record<string, string>;
  onChange: (values: Values) => void;
}) {
  return Object.entries(props.specs).map(([name, spec]) => {
    const set = (value: string | number) => props.onChange({ ...props.values, [name]: value });
    const shared = { label: name, description: spec.meaning, error: props.errors[name], required: spec.required };
    const value = props.values[name] ?? '';
    return spec.choices === null ? (
      <NumberInput
        key={name}
        {...shared}
        value={value}
        onChange={set}
        {...(spec.unit !== null && { suffix: ` ${spec.unit}` })}
        {...(spec.min !== null && { min: spec.min })}
        {...(spec.max !== null && { max: spec.max })}
      />
    ) : (
      <Select
        key={name}
        {...shared}
        data={spec.choices}
        value={value === '' ? null : String(value)}
        allowDeselect={false}
        onChange={(choice) => set(choice ?? '')}
      />
    );
  });
}
