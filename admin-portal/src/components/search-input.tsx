import { TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useState } from 'react';

/** What is typed is searched for once the typing pauses. */
export function SearchInput(props: {
  label: string;
  placeholder?: string;
  value: string | undefined;
  onSearch: (text: string) => void;
  maxLength?: number;
}) {
  const [text, setText] = useState(props.value ?? '');
  const search = useDebouncedCallback((typed: string) => props.onSearch(typed.trim()), 250);
  return (
    <TextInput
      type="search"
      label={props.label}
      placeholder={props.placeholder}
      leftSection={<IconSearch size={16} aria-hidden />}
      maxLength={props.maxLength ?? 100}
      value={text}
      onChange={({ currentTarget }) => {
        setText(currentTarget.value);
        search(currentTarget.value);
      }}
    />
  );
}
