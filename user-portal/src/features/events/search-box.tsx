import { CloseButton, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';

const pauseMs = 250;

/** Searches while somebody types, a moment after the last letter. */
export function SearchBox({ q, onSearch }: { q: string; onSearch: (q: string) => void }) {
  const [typed, setTyped] = useState(q);
  const asked = useRef(q);
  const ask = (text: string): void => {
    asked.current = text.trim();
    onSearch(asked.current);
  };
  const askSoon = useDebouncedCallback(ask, pauseMs);

  // the address changed, and not because of what was typed here
  useEffect(() => {
    if (q === asked.current) return;
    asked.current = q;
    setTyped(q);
  }, [q]);

  return (
    <form
      role="search"
      aria-label="Events"
      onSubmit={(submit) => {
        submit.preventDefault();
        askSoon.cancel();
        ask(typed);
      }}
    >
      <TextInput
        type="text"
        inputMode="search"
        enterKeyHint="search"
        size="lg"
        aria-label="Search for events, artists and places"
        placeholder="Search events, artists, places"
        leftSection={<IconSearch size={20} aria-hidden />}
        rightSection={
          typed !== '' && (
            <CloseButton
              aria-label="Clear the search"
              onClick={() => {
                askSoon.cancel();
                setTyped('');
                ask('');
              }}
            />
          )
        }
        autoComplete="off"
        maxLength={200}
        value={typed}
        onChange={({ currentTarget: { value } }) => {
          setTyped(value);
          askSoon(value);
        }}
      />
    </form>
  );
}
