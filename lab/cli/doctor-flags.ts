/** What ./lab.sh doctor was told. */
export interface DoctorFlags {
  kubernetes?: boolean;
  namespace?: string;
  json?: boolean;
}
