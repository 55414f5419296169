import { Loader, Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { User } from '@ticketlab/contracts/http/users';
import { useApi } from '@ticketlab/ui/auth/session-context.tsx';
import { useState } from 'react';
import type { Page } from '../lib/use-pages.ts';
import { useUsersById } from '../lib/use-users-by-id.ts';

const toOption = ({ id, displayName, email }: User) => ({ value: id, label: `${displayName}, ${email}` });

/** Finds an account by a part of its name or address. */
export function CustomerSelect(props: { value: string | undefined; onChange: (userId: string | null) => void }) {
  const api = useApi();
  const [typed, setTyped] = useState('');
  const [q] = useDebouncedValue(typed, 250);
  const chosen = useUsersById(props.value === undefined ? [] : [props.value]).get(props.value ?? '');
  const search = chosen !== undefined && q === toOption(chosen).label ? undefined : q.slice(0, 100);
  const found = useQuery({
    queryKey: ['/api/users', 'names', search],
    queryFn: ({ signal }) => api.get<Page<User>>('/api/users', { q: search, limit: 20 }, signal),
    placeholderData: keepPreviousData,
  });
  const options = new Map(
    [...(chosen === undefined ? [] : [chosen]), ...(found.data?.items ?? [])].map((user) => [user.id, toOption(user)]),
  );
  return (
    <Select
      label="Customer"
      placeholder="Anybody"
      searchable
      clearable
      clearButtonProps={{ 'aria-label': 'Anybody' }}
      data={[...options.values()]}
      filter={({ options: all }) => all}
      value={props.value ?? null}
      onChange={props.onChange}
      searchValue={typed}
      onSearchChange={setTyped}
      nothingFoundMessage="Nobody"
      rightSection={found.isFetching ? <Loader size="xs" /> : undefined}
    />
  );
}
