import { runService } from '@ticketlab/service-kit/kit';
import { parseOrderConfig } from './config.ts';
import { createOrderService } from './service.ts';

runService(() => createOrderService(parseOrderConfig()));
