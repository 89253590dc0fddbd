import type { Dashboard } from '@grafana/schema';

/** A type as JSON has it: where code has an enum, the text of one of its values. */
type Json<T> = T extends string
  ? `${T}`
  : T extends (infer U)[]
    ? Json<U>[]
    : T extends object
      ? { [K in keyof T]: Json<T[K]> }
      : T;

export type DashboardFile = Json<Dashboard>;
