import { Group, List, Stack, Table, Text } from '@mantine/core';
import type { Experiment } from '@ticketlab/contracts/http/experiments';
import { Panel } from '../../components/panel.tsx';
import { ScrollRegion } from '../../components/scroll-region.tsx';
import { VerdictBadge } from '../../components/verdict-badge.tsx';

/** Prediction and reality side by side; a miss is said to be a miss. */
export function ExperimentVerdict({ verdict }: { verdict: NonNullable<Experiment['verdict']> }) {
  return (
    <Panel title="Verdict" actions={<VerdictBadge kind={verdict.kind} large />}>
      <Stack gap="sm" role="status">
        <ScrollRegion label="Predicted and actual">
          <Table verticalSpacing="xs" className="tabular">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>What</Table.Th>
                <Table.Th>Predicted</Table.Th>
                <Table.Th>Actual</Table.Th>
                <Table.Th>Met</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {verdict.checks.map((check) => (
                <Table.Tr key={check.what}>
                  <Table.Td>{check.what}</Table.Td>
                  <Table.Td>{check.predicted}</Table.Td>
                  <Table.Td>{check.actual}</Table.Td>
                  <Table.Td>{check.met ? 'yes' : 'no'}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </ScrollRegion>
        {verdict.doubts.length > 0 && (
          <Group align="flex-start" gap="xs">
            <Text fw={650}>Why it proves little:</Text>
            <List size="sm">
              {verdict.doubts.map((doubt) => (
                <List.Item key={doubt}>{doubt}</List.Item>
              ))}
            </List>
          </Group>
        )}
      </Stack>
    </Panel>
  );
}
