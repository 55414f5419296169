import { Badge } from '@mantine/core';

const colors: Record<string, string> = {
  met: 'green',
  passed: 'green',
  solved: 'green',
  missed: 'red',
  failed: 'red',
  broken: 'red',
  refused: 'red',
  inconclusive: 'yellow',
  running: 'blue',
  preparing: 'blue',
  loading: 'blue',
  ending: 'blue',
};

/** How a run, an experiment or an attempt went; the word carries it, the colour only helps. */
export function VerdictBadge({ kind, large = false }: { kind: string; large?: boolean }) {
  return (
    <Badge
      variant="light"
      color={colors[kind] ?? 'gray'}
      c="var(--mantine-color-text)"
      size={large ? 'xl' : 'md'}
      tt="none"
    >
      {kind}
    </Badge>
  );
}
