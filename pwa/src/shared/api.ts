/** The shapes the server answers with. Money fields are branded, see `Minor`. */
import type { components } from "./api-types";
import type { WithMinor } from "./money";

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

export type Debt = Api<"DebtOut">;
export type DebtState = Debt["state"];
export type DebtList = Api<"DebtsOut">;
export type NextStep = Api<"StepOut">;
export type Total = Api<"TotalOut">;
export type Choices = Api<"ChoicesOut">;
export type ClaimPreview = Api<"PreviewOut">;
export type ClaimQuestion = ClaimPreview["question"];
export type WaitingClaim = Api<"WaitingOut">;

export type Payment = Api<"PaymentOut">;
export type PaymentState = Payment["state"];
export type Mandate = Api<"MandateOut">;
export type Today = Omit<Api<"TodayOut">, "checking"> & { checking: Payment[] };
