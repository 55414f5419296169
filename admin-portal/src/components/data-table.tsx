import { Skeleton, Table } from '@mantine/core';
import { EmptyState } from '@ticketlab/ui/components/empty-state.tsx';
import { ErrorState } from '@ticketlab/ui/components/error-state.tsx';
import { LoadMore } from '@ticketlab/ui/components/load-more.tsx';
import type { ReactNode } from 'react';
import type { Pages } from '../lib/use-pages.ts';
import { ScrollRegion } from './scroll-region.tsx';

export interface Column<T> {
  header: string;
  cell: (row: T) => ReactNode;
  /** Numbers stand right. */
  numeric?: boolean;
  /** Left out on windows narrower than this. */
  from?: 'xs' | 'sm' | 'md' | 'lg';
}

/** A server-side list: skeletons of the final size, rows, nothing, trouble, and its end. */
export function DataTable<T extends { id: string }>(props: {
  /** What the table shows, for who cannot see it. */
  label: string;
  noun: string;
  columns: readonly Column<T>[];
  pages: Pages<T>;
  empty: { title: string; text?: ReactNode; action?: ReactNode };
}) {
  const { columns, pages } = props;
  if (pages.items === undefined && pages.error !== null) {
    return <ErrorState error={pages.error} onRetry={pages.refetch} />;
  }
  if (pages.items?.length === 0) {
    return (
      <EmptyState title={props.empty.title} action={props.empty.action}>
        {props.empty.text}
      </EmptyState>
    );
  }
  return (
    <>
      {pages.error !== null && <ErrorState error={pages.error} onRetry={pages.refetch} />}
      <ScrollRegion label={props.label}>
        <Table highlightOnHover verticalSpacing="xs" aria-busy={pages.items === undefined}>
          <Table.Thead>
            <Table.Tr>
              {columns.map(({ header, numeric, from }) => (
                <Table.Th key={header} ta={numeric ? 'right' : 'left'} scope="col" {...(from && { visibleFrom: from })}>
                  {header}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {pages.items?.map((row) => (
              <Table.Tr key={row.id}>
                {columns.map(({ header, cell, numeric, from }) => (
                  <Table.Td
                    key={header}
                    ta={numeric ? 'right' : 'left'}
                    className={numeric ? 'tabular' : undefined}
                    {...(from && { visibleFrom: from })}
                  >
                    {cell(row)}
                  </Table.Td>
                ))}
              </Table.Tr>
            )) ?? <SkeletonRows columns={columns} />}
          </Table.Tbody>
        </Table>
      </ScrollRegion>
      {pages.items !== undefined && (
        <LoadMore
          hasMore={pages.hasMore}
          loading={pages.loadingMore}
          onMore={pages.loadMore}
          shown={pages.items.length}
          noun={props.noun}
        />
      )}
    </>
  );
}

function SkeletonRows<T>({ columns }: { columns: readonly Column<T>[] }) {
  return Array.from({ length: 8 }, (_, row) => (
    <Table.Tr key={row}>
      {columns.map(({ header, from }) => (
        <Table.Td key={header} {...(from && { visibleFrom: from })}>
          <Skeleton height={14} my={4} width={`${50 + ((row * 17 + header.length * 7) % 45)}%`} />
        </Table.Td>
      ))}
    </Table.Tr>
  ));
}
