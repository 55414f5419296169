import { Button } from '@mantine/core';
import { EmptyState } from '@ticketlab/ui/components/empty-state.tsx';
import { PageTitle } from '@ticketlab/ui/components/page-title.tsx';
import { Link } from 'react-router';

export function NoSuchOrder() {
  return (
    <>
      <PageTitle title="There is no such order" />
      <EmptyState
        title="It is not one of yours"
        action={
          <Button component={Link} to="/orders">
            See your orders
          </Button>
        }
      >
        If you have several accounts, it may belong to another one.
      </EmptyState>
    </>
  );
}
