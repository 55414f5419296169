import { ChatProvider } from '@ticketlab/ui/chat/chat-provider.tsx';
import { useConversationNews } from '@ticketlab/ui/chat/use-conversations.ts';
import { useDeliveryReceipts } from '@ticketlab/ui/chat/use-receipts.ts';
import { Outlet } from 'react-router';

/** Around the pages of the chat: connected while one of them is open. */
export function Component() {
  return (
    <ChatProvider side="USER">
      <Listening />
      <Outlet />
    </ChatProvider>
  );
}

function Listening() {
  useConversationNews();
  useDeliveryReceipts();
  return null;
}
