import { Group, Select, Text } from '@mantine/core';
import type { User } from '@ticketlab/contracts/http/users';
import { useSession } from '@ticketlab/ui/auth/session-context.tsx';
import { PageTitle } from '@ticketlab/ui/components/page-title.tsx';
import { formatDay } from '@ticketlab/ui/format/format.ts';
import { useMemo } from 'react';
import { type Column, DataTable } from '../../components/data-table.tsx';
import { SearchInput } from '../../components/search-input.tsx';
import { useFilters } from '../../lib/use-filters.ts';
import { usePages } from '../../lib/use-pages.ts';
import { LockBadge } from './lock-badge.tsx';
import { UserActions } from './user-actions.tsx';

const filterNames = ['q', 'role', 'locked'] as const;

export function Component() {
  const { filters, setFilter, isFiltered } = useFilters(filterNames);
  const { state } = useSession();
  const ownId = state.status === 'signed-in' ? state.user.id : undefined;
  const pages = usePages<User>('/api/users', { ...filters, limit: 25 });
  const columns = useMemo(
    (): Column<User>[] => [
      {
        header: 'Account',
        cell: ({ displayName, email }) => (
          <>
            <Text fw={600} size="sm">
              {displayName}
            </Text>
            <Text size="sm">{email}</Text>
          </>
        ),
      },
      { header: 'Role', cell: ({ role }) => roleNames[role] },
      { header: 'State', cell: ({ locked }) => <LockBadge locked={locked} />, from: 'xs' },
      { header: 'Since', cell: ({ createdAt }) => formatDay(createdAt), from: 'md' },
      { header: 'Actions', cell: (user) => (user.id === ownId ? 'you' : <UserActions user={user} />) },
    ],
    [ownId],
  );
  return (
    <>
      <PageTitle title="Users" />
      <Group mb="md" gap="sm" align="flex-end">
        <SearchInput
          label="Search"
          placeholder="Name or e-mail"
          value={filters.q}
          onSearch={(q) => setFilter('q', q)}
        />
        <Select
          label="Role"
          placeholder="Any role"
          clearable
          clearButtonProps={{ 'aria-label': 'Any role' }}
          data={Object.entries(roleNames).map(([value, label]) => ({ value, label }))}
          value={filters.role ?? null}
          onChange={(value) => setFilter('role', value)}
        />
        <Select
          label="Lock"
          placeholder="Locked or not"
          clearable
          clearButtonProps={{ 'aria-label': 'Locked or not' }}
          data={[
            { value: 'true', label: 'Locked' },
            { value: 'false', label: 'Not locked' },
          ]}
          value={filters.locked ?? null}
          onChange={(value) => setFilter('locked', value)}
        />
      </Group>
      <DataTable
        label="Accounts"
        noun="accounts"
        columns={columns}
        pages={pages}
        empty={{ title: isFiltered ? 'Nobody fits these filters' : 'No accounts yet' }}
      />
    </>
  );
}

const roleNames = { USER: 'Customer', ADMIN: 'Admin' } as const;
