import { Anchor, Select, Stack, Table, Text } from '@mantine/core';
import { topics } from '@ticketlab/contracts/topics';
import { EmptyState } from '@ticketlab/ui/components/empty-state.tsx';
import { ErrorState } from '@ticketlab/ui/components/error-state.tsx';
import { PageTitle } from '@ticketlab/ui/components/page-title.tsx';
import { formatDateTime } from '@ticketlab/ui/format/format.ts';
import { useState } from 'react';
import { LabOnly } from '../../components/lab-only.tsx';
import { RowSkeletons } from '../../components/row-skeletons.tsx';
import { ScrollRegion } from '../../components/scroll-region.tsx';
import { useFilters } from '../../lib/use-filters.ts';
import { DeadLetterDrawer } from './dead-letter-drawer.tsx';
import { keyOf, listLimit, useDeadLetters } from './use-dead-letters.ts';

const filterNames = ['topic'] as const;

export function Component() {
  return (
    <LabOnly title="Dead letters">
      <DeadLettersPage />
    </LabOnly>
  );
}

function DeadLettersPage() {
  const { filters, setFilter } = useFilters(filterNames);
  const { data, error, refetch } = useDeadLetters(filters.topic);
  const [openKey, setOpenKey] = useState<string>();
  const opened = data?.items.find((letter) => keyOf(letter) === openKey);
  return (
    <>
      <PageTitle title="Dead letters" lead="Messages that a consumer gave up on, the oldest first." />
      <Select
        label="Topic"
        placeholder="All topics"
        clearable
        clearButtonProps={{ 'aria-label': 'All topics' }}
        maw={280}
        mb="md"
        data={[...topics]}
        value={filters.topic ?? null}
        onChange={(topic) => setFilter('topic', topic)}
      />
      {data === undefined && (error === null ? <RowSkeletons /> : <ErrorState error={error} onRetry={refetch} />)}
      {data?.items.length === 0 && (
        <EmptyState title="No dead letters">
          Every message has been dealt with. One that cannot be, after a few tries, would wait here.
        </EmptyState>
      )}
      {data !== undefined && data.items.length > 0 && (
        <Stack gap="xs">
          {error !== null && <ErrorState error={error} onRetry={refetch} />}
          <ScrollRegion label="Dead letters">
            <Table highlightOnHover miw={640}>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th scope="col">Topic</Table.Th>
                  <Table.Th scope="col">Given up by</Table.Th>
                  <Table.Th scope="col">When</Table.Th>
                  <Table.Th scope="col">Why</Table.Th>
                  <Table.Th scope="col" ta="right">
                    Tries
                  </Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {data.items.map((letter) => (
                  <Table.Tr key={keyOf(letter)}>
                    <Table.Th scope="row">
                      <Anchor component="button" type="button" fw={600} onClick={() => setOpenKey(keyOf(letter))}>
                        {letter.topic}
                        <Text component="span" size="sm">{` ${letter.partition}:${letter.offset}`}</Text>
                      </Anchor>
                    </Table.Th>
                    <Table.Td>{letter.group}</Table.Td>
                    <Table.Td>{whenOf(letter.failedAt)}</Table.Td>
                    <Table.Td>
                      <Text size="sm" lineClamp={2} maw={420}>
                        {letter.error}
                      </Text>
                    </Table.Td>
                    <Table.Td ta="right" className="tabular">
                      {letter.attempts}
                    </Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </ScrollRegion>
          <Text size="sm" ta="center" py="md">
            {data.items.length === listLimit
              ? `These are the oldest ${listLimit}; the rest follows when some of them are dealt with.`
              : `That is all ${data.items.length}.`}
          </Text>
        </Stack>
      )}
      <DeadLetterDrawer letter={opened} onClose={() => setOpenKey(undefined)} />
    </>
  );
}

/** Consumers write the time; a stranger may have written anything. */
const whenOf = (failedAt: string): string => (Number.isNaN(Date.parse(failedAt)) ? failedAt : formatDateTime(failedAt));
