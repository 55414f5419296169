import { runService } from '@ticketlab/service-kit/kit';
import { parseEventConfig } from './config.ts';
import { createEventService } from './service.ts';

runService(() => createEventService(parseEventConfig()));
