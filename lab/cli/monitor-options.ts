export interface MonitorOptions {
  watch?: boolean;
  json?: boolean;
  service?: string;
}
