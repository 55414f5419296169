import { Badge } from '@mantine/core';

export function LockBadge({ locked }: { locked: boolean }) {
  return (
    <Badge variant="dot" color={locked ? 'red' : 'green'} tt="none" radius="sm" fw={600}>
      {locked ? 'Locked' : 'Active'}
    </Badge>
  );
}
