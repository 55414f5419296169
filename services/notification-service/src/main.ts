import { runService } from '@ticketlab/service-kit/kit';
import { parseNotificationConfig } from './config.ts';
import { createNotificationService } from './service.ts';

runService(() => createNotificationService(parseNotificationConfig()));
