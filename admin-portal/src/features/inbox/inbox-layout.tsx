import { ChatProvider } from '@ticketlab/ui/chat/chat-provider.tsx';
import { useConversationNews } from '@ticketlab/ui/chat/use-conversations.ts';
import { useDeliveryReceipts } from '@ticketlab/ui/chat/use-receipts.ts';
import { Outlet, useParams } from 'react-router';
import classes from './inbox.module.css';
import { Queue } from './queue.tsx';

/** The queue beside the conversation that is open. Who has it open is who customers see as being there. */
export function Component() {
  const { id } = useParams();
  return (
    <ChatProvider side="ADMIN">
      <Listening />
      <div className={classes['inbox']} data-open={id !== undefined || undefined}>
        <div className={classes['queue']}>
          <Queue openId={id} />
        </div>
        <div className={classes['open']}>
          <Outlet />
        </div>
      </div>
    </ChatProvider>
  );
}

function Listening() {
  useConversationNews();
  useDeliveryReceipts();
  return null;
}
