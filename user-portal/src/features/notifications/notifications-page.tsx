export { NotificationHistory as Component } from '@ticketlab/ui/notifications/notification-history.tsx';
