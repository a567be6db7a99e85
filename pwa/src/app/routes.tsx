import type { ComponentType } from "preact";
import { DebtsScreen } from "../debts/debts-screen";
import { match } from "../kit/place";
import { TodayScreen } from "../today/today-screen";

export type Tab = "today" | "debts" | "inbox" | "me";

type Params = Record<string, string>;
type AnyScreen = ComponentType<{ id: string }>;

export interface Route {
  pattern: string;
  /** The tab that is lit; none on screens that hold one task. */
  tab: Tab | null;
  /** Whether a stranger may see it. */
  open?: boolean;
  load: () => AnyScreen | Promise<AnyScreen>;
}

// First load: the shell with Today and Debts. All else comes when it is first wanted.
export const ROUTES: readonly Route[] = [
  { pattern: "/today", tab: "today", load: () => TodayScreen },
  { pattern: "/debts", tab: "debts", load: () => DebtsScreen },
  {
    pattern: "/debts/:id",
    tab: "debts",
    load: async () => (await import("../debts/debt-screen")).DebtScreen,
  },
  {
    pattern: "/debts/:id/choose",
    tab: null,
    load: async () => (await import("../debts/choose-screen")).ChooseScreen,
  },
  {
    pattern: "/pay",
    tab: null,
    load: async () => (await import("../payments/pay-screen")).PayScreen,
  },
  {
    pattern: "/pay/ready",
    tab: null,
    load: async () => (await import("../payments/wallet-return-screen")).WalletReturnScreen,
  },
  {
    pattern: "/payments",
    tab: "me",
    load: async () => (await import("../payments/payments-screen")).PaymentsScreen,
  },
  {
    pattern: "/payments/:id",
    tab: "today",
    load: async () => (await import("../payments/payment-screen")).PaymentScreen,
  },
  {
    pattern: "/inbox",
    tab: "inbox",
    load: async () => (await import("../nudges/inbox-screen")).InboxScreen,
  },
  { pattern: "/me", tab: "me", load: async () => (await import("./me-screen")).MeScreen },
  {
    pattern: "/claims",
    tab: "today",
    load: async () => (await import("./claims-screen")).ClaimsScreen,
  },
  {
    pattern: "/claims/:id",
    tab: null,
    load: async () => (await import("../debts/claim-screen")).WaitingClaimScreen,
  },
  {
    pattern: "/claim",
    tab: null,
    open: true,
    load: async () => (await import("../debts/claim-screen")).ClaimByLinkScreen,
  },
  {
    pattern: "/sign-in",
    tab: null,
    open: true,
    load: async () => (await import("../accounts/sign-in-screen")).SignInScreen,
  },
  {
    pattern: "/help",
    tab: null,
    open: true,
    load: async () => (await import("./help-screen")).HelpScreen,
  },
];

/** Return the route of a path and what its pattern found, or null for a page that is not there. */
export function routeOf(path: string): { route: Route; params: Params } | null {
  for (const route of ROUTES) {
    const params = match(route.pattern, path);
    if (params !== null) return { route, params };
  }
  return null;
}
