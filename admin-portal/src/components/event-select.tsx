import { Loader, Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useApi } from '@ticketlab/ui/auth/session-context.tsx';
import { formatDay } from '@ticketlab/ui/format/format.ts';
import { useState } from 'react';
import type { Page } from '../lib/use-pages.ts';

interface EventName {
  id: string;
  title: string;
  startsAt: string;
}

const toOption = ({ id, title, startsAt }: EventName) => ({ value: id, label: `${title}, ${formatDay(startsAt)}` });

/** Finds an event by what one remembers of its name. */
export function EventSelect(props: {
  label: string;
  description?: string;
  placeholder?: string;
  value: string | undefined;
  onChange: (eventId: string | null) => void;
}) {
  const api = useApi();
  const [typed, setTyped] = useState('');
  const [q] = useDebouncedValue(typed, 250);
  const chosen = useQuery({
    queryKey: ['/api/events', 'one', props.value],
    queryFn: ({ signal }) => api.get<EventName>(`/api/events/${props.value ?? ''}`, undefined, signal),
    enabled: props.value !== undefined,
  });
  const label = chosen.data === undefined ? undefined : toOption(chosen.data).label;
  // the chosen one's own label is not a search
  const search = q === label ? undefined : q;
  const found = useQuery({
    queryKey: ['/api/events', 'names', search],
    queryFn: ({ signal }) => api.get<Page<EventName>>('/api/events', { q: search, limit: 20 }, signal),
    placeholderData: keepPreviousData,
  });
  const options = new Map(
    [...(chosen.data === undefined ? [] : [chosen.data]), ...(found.data?.items ?? [])].map((event) => [
      event.id,
      toOption(event),
    ]),
  );
  return (
    <Select
      label={props.label}
      description={props.description}
      placeholder={props.placeholder ?? 'Any event'}
      searchable
      clearable
      clearButtonProps={{ 'aria-label': 'Any event' }}
      data={[...options.values()]}
      // the server has searched, more kindly than letter by letter
      filter={({ options: all }) => all}
      value={props.value ?? null}
      onChange={props.onChange}
      searchValue={typed}
      onSearchChange={setTyped}
      nothingFoundMessage="No such event"
      rightSection={found.isFetching ? <Loader size="xs" /> : undefined}
    />
  );
}
