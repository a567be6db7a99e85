/** The shapes that staff of a lender are answered with. */
import type { Api } from "../shared/api";
import type { Day } from "../shared/day";
import type { Minor } from "../shared/money";

export type Staff = Api<"StaffOut">;

export interface LenderDebt {
  id: string;
  reference: string;
  title: string | null;
  currency: string;
  outstanding_minor: Minor;
  due_on: Day;
  state: string;
  as_of: string;
}

export interface RowError {
  row: number;
  reference: string | null;
  fields: Record<string, string[]>;
}

export interface Import {
  id: string;
  state: "running" | "done" | "refused";
  received: number;
  created: number;
  updated: number;
  unchanged: number;
  refused: number;
  errors: RowError[];
  more_errors?: number;
}

export interface Endpoint {
  id: string;
  url: string;
  state: string;
  secret?: string;
}

export type Message = Api<"MessageOut">;

export interface ApiKey {
  id: string;
  name: string;
  last_four: string;
  scopes: string[];
  created_at: string;
  revoked_at: string | null;
  key?: string;
}
