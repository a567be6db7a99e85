/** The shapes the server answers with. Money fields are branded, see `Minor`. */
import type { components } from "./api-types";
import type { Day } from "./day";
import type { Minor, WithMinor } from "./money";

/** A shape of the published API by its name there. */
export type Api<Name extends keyof components["schemas"]> = WithMinor<components["schemas"][Name]>;

export type Me = Api<"MeOut">;
export type Challenge = Api<"ChallengeOut"> & Partial<Api<"MaskedChallengeOut">>;
export type PasskeyOptions = Api<"PasskeyOptionsOut">;
export type Passkey = Api<"PasskeyOut">;
export type Session = Api<"SessionOut">;
export type Nudge = Api<"NudgeOut">;
export type NudgeWhy = Api<"WhyOut">;
export type ContactPreferences = Api<"PreferencesOut">;

export interface Page<Item> {
  items: Item[];
  next_cursor: string | null;
}

export type DebtState = "due" | "soon" | "late" | "checking" | "settled" | "paused" | "plan";

export interface NextStep {
  on: Day;
  kind: "due" | "late_fee" | "interest" | "nothing_more";
  amount_minor: Minor | null;
}

export interface Lender {
  id: string;
  name: string;
  verified: boolean;
  origin: "lender" | "collector";
}

export interface Debt {
  id: string;
  lender: Lender;
  title: string | null;
  masked_reference: string;
  currency: string;
  borrowed_minor: Minor;
  interest_minor: Minor;
  fees_minor: Minor;
  paid_minor: Minor;
  outstanding_minor: Minor;
  due_on: Day;
  due_minor: Minor;
  days_until_due: number;
  state: DebtState;
  next: NextStep[];
  payable: boolean;
  as_of: string;
}

export interface Total {
  currency: string;
  outstanding_minor: Minor;
  count: number;
}

export interface DebtList extends Page<Debt> {
  as_of: string;
  totals: Total[];
}

export interface Choices {
  currency: string;
  outstanding_minor: Minor;
  today: Day;
  all: { pay_minor: Minor; left_minor: Minor; finished_on: Day };
  part: {
    pay_minor: Minor;
    left_minor: Minor;
    interest_minor: Minor;
    interest_until: Day | null;
    least_minor: Minor;
    most_minor: Minor;
    finished_on: Day | null;
    next: NextStep[];
  };
  nothing: {
    next: NextStep[];
    fee_minor: Minor;
    interest_minor: Minor;
    interest_until: Day | null;
  };
  plan: null;
}

export type ClaimQuestion = "birth_year" | "postcode" | "reference_last4" | "given_name";

export interface ClaimPreview {
  lender: { name: string; verified: boolean };
  masked_reference: string;
  currency: string;
  due_on: Day;
  question: ClaimQuestion;
  tries_left: number;
  expires_at: string;
}

export interface WaitingClaim extends ClaimPreview {
  id: string;
}

export type PaymentState = "checking" | "succeeded" | "refused" | "returned";

export interface Allocation {
  debt_id: string;
  lender_name: string;
  amount_minor: Minor;
  outstanding_after_minor: Minor | null;
}

export interface Payment {
  id: string;
  state: PaymentState;
  amount_minor: Minor;
  currency: string;
  allocations: Allocation[];
  reason: string | null;
  receipt_number: string | null;
  created_at: string;
  finished_at: string | null;
}

export interface Mandate {
  id: string;
  rail: string;
  state: "pending" | "active" | "ended";
  label: string;
  approve_url: string | null;
}

export interface Today {
  name: string | null;
  today: Day;
  next: Debt[];
  more_this_month: number;
  late_count: number;
  totals: Total[];
  waiting_claims: number;
  unread_nudges: number;
  checking: Payment[];
  as_of: string;
}
