import { runService } from '@ticketlab/service-kit/kit';
import { parseChatConfig } from './config.ts';
import { createChatService } from './service.ts';

runService(() => createChatService(parseChatConfig()));
