import { Anchor, Drawer, Stack, Table } from '@mantine/core';
import type { User } from '@ticketlab/contracts/http/users';
import { formatDateTime } from '@ticketlab/ui/format/format.ts';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { JsonBlock } from '../../components/json-block.tsx';
import { type AuditEntry, describeAction, describeActor, detailLines } from './audit-entry.ts';

/** One entry in full, with ways to what it is about. */
export function AuditDrawer(props: {
  entry: AuditEntry | undefined;
  people: ReadonlyMap<string, User>;
  onClose: () => void;
}) {
  const { entry } = props;
  return (
    <Drawer
      opened={entry !== undefined}
      onClose={props.onClose}
      position="right"
      size={520}
      title={entry === undefined ? '' : describeAction(entry)}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {entry !== undefined && <Entry entry={entry} people={props.people} />}
    </Drawer>
  );
}

function Entry({ entry, people }: { entry: AuditEntry; people: ReadonlyMap<string, User> }) {
  const lines = detailLines(entry.detail);
  const page = pageOf(entry);
  return (
    <Stack>
      <Table withRowBorders={false} verticalSpacing={4} fz="sm">
        <Table.Tbody>
          <Fact name="When">{formatDateTime(entry.at)}</Fact>
          <Fact name="Who">{describeActor(entry.actor, people)}</Fact>
          <Fact name="Of what">
            {page === undefined ? (
              entry.subject
            ) : (
              <Anchor component={Link} to={page} underline="always">
                {entry.subject}
              </Anchor>
            )}
          </Fact>
          <Fact name="Told by">{entry.service}</Fact>
          <Fact name="Request">{entry.requestId ?? 'none'}</Fact>
          {lines
            .filter(({ value }) => value.length <= 80)
            .map(({ name, value }) => (
              <Fact key={name} name={name}>
                {value}
              </Fact>
            ))}
        </Table.Tbody>
      </Table>
      {lines.some(({ value }) => value.length > 80) && (
        <JsonBlock label="All details" text={JSON.stringify(entry.detail)} />
      )}
    </Stack>
  );
}

/** Where the portal shows what an entry is about. */
function pageOf({ action, subject }: AuditEntry): string | undefined {
  if (action.startsWith('order.')) return `/orders/${subject}`;
  if (action.startsWith('event.')) return `/events/${subject}`;
  return undefined;
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <Table.Tr>
      <Table.Th scope="row" w={120} px={0} style={{ verticalAlign: 'top' }}>
        {name}
      </Table.Th>
      <Table.Td px={0}>{children}</Table.Td>
    </Table.Tr>
  );
}
