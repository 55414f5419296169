import { runService } from '@ticketlab/service-kit/kit';
import { parsePaymentConfig } from './config.ts';
import { createPaymentService } from './service.ts';

runService(() => createPaymentService(parsePaymentConfig()));
