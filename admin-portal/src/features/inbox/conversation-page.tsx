import { Button, Drawer, Skeleton } from '@mantine/core';
import { useDisclosure, useMediaQuery } from '@mantine/hooks';
import type { Conversation } from '@ticketlab/contracts/http/chat';
import { useConversation } from '@ticketlab/ui/chat/use-conversations.ts';
import { ErrorState } from '@ticketlab/ui/components/error-state.tsx';
import { PageTitle } from '@ticketlab/ui/components/page-title.tsx';
import { useParams } from 'react-router';
import { ConversationHead } from './conversation-head.tsx';
import { CustomerPanel } from './customer-panel.tsx';
import { Desk } from './desk.tsx';
import classes from './inbox.module.css';

export function Component() {
  const { id = '' } = useParams();
  const { data, error, refetch } = useConversation(id);
  if (data !== undefined) return <OpenConversation key={id} conversation={data} />;
  return (
    <div className={classes['desk']}>
      <PageTitle title="Conversation" />
      {error !== null ? <ErrorState error={error} onRetry={refetch} /> : <Skeleton h={320} />}
    </div>
  );
}

function OpenConversation({ conversation }: { conversation: Conversation }) {
  const isWide = useMediaQuery('(min-width: 75em)', true);
  const [opened, { open, close }] = useDisclosure(false);
  const panel = <CustomerPanel customerId={conversation.customerId} name={conversation.customerName} />;
  return (
    <>
      <div className={classes['desk']}>
        <ConversationHead conversation={conversation}>
          {!isWide && (
            <Button size="xs" variant="default" onClick={open}>
              Orders
            </Button>
          )}
        </ConversationHead>
        <Desk conversation={conversation} />
      </div>
      {isWide ? (
        <aside className={classes['beside']} aria-label="The customer" tabIndex={0}>
          {panel}
        </aside>
      ) : (
        <Drawer
          opened={opened}
          onClose={close}
          position="right"
          title="The customer and their orders"
          closeButtonProps={{ 'aria-label': 'Close' }}
        >
          {panel}
        </Drawer>
      )}
    </>
  );
}
