import {
  IconBell,
  IconCalendarEvent,
  IconCalendarX,
  IconMessage,
  IconReceipt,
  IconReceiptRefund,
  IconShieldLock,
  IconSpeakerphone,
  IconTicket,
} from '@tabler/icons-react';
import type { Notification } from '@ticketlab/contracts/http/notifications';

const icons: Record<Notification['kind'], typeof IconBell> = {
  welcome: IconBell,
  'order-confirmed': IconReceipt,
  'order-rejected': IconReceipt,
  'order-cancelled': IconReceipt,
  'order-expired': IconReceipt,
  'order-refunding': IconReceiptRefund,
  'order-refunded': IconReceiptRefund,
  'payment-declined': IconReceipt,
  'tickets-issued': IconTicket,
  'event-cancelled': IconCalendarX,
  'event-changed': IconCalendarEvent,
  'chat-message': IconMessage,
  security: IconShieldLock,
  broadcast: IconSpeakerphone,
};

export function NotificationIcon({ kind, size = 20 }: { kind: Notification['kind']; size?: number }) {
  const Icon = icons[kind];
  return <Icon size={size} aria-hidden style={{ flexShrink: 0 }} />;
}
