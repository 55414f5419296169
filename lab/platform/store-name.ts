export type StoreName = 'postgres' | 'redis' | 'kafka' | 'mongo';
