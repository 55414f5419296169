import { cannedReplyListSchema, cannedReplySchema } from '@ticketlab/contracts/http/chat-desk';
import type { GatewayClient } from './gateway-client.ts';

const path = '/api/chat/canned-replies';

const replies = [
  {
    title: 'Greeting',
    text: 'Hello, and thank you for writing. I am looking into it; please give me a moment.',
  },
  {
    title: 'Where are my tickets?',
    text: 'Your tickets are under Orders, in the order itself, as soon as it says "confirmed". They also came by e-mail; I can send that mail once more.',
  },
  {
    title: 'Refund is on its way',
    text: 'I have started the refund. The whole amount goes back to the card you paid with; the order says "refunded" when it is done.',
  },
  {
    title: 'Order has expired',
    text: 'Places are held for a limited time while you pay. Yours ran out, so nothing was charged, and if there are places left you can order again at once.',
  },
  {
    title: 'Payment was declined',
    text: 'The bank refused this card. The places are still held for you: please try another card before the countdown ends.',
  },
  {
    title: 'Anything else?',
    text: 'Is there anything else I can help you with? Otherwise I will close this conversation; you can always write again.',
  },
];

/** What support is asked again and again. Only where there is nothing yet: what admins keep is theirs. */
export async function seedCannedReplies(gateway: GatewayClient, token: string): Promise<void> {
  const { items } = await gateway.get(path, { schema: cannedReplyListSchema, token });
  if (items.length > 0) return;
  for (const body of replies) await gateway.post(path, { schema: cannedReplySchema, token, body });
}
