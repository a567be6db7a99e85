import { count } from "../../shared/language";

export const en = {
  title: "Today",
  greeting: {
    morning: "Good morning",
    afternoon: "Good afternoon",
    evening: "Good evening",
    night: "Good evening",
  },
  named: (greeting: string, name: string) => `${greeting}, ${name}`,
  tide: "The next 30 days",
  tideSum: (n: number, amount: string) =>
    count(n, `# thing due, ${amount}`, `# things due, ${amount} in all`),
  tideSeveral: (n: number) => count(n, "# thing due", "# things due"),
  tideCalm: "Nothing is due in the next 30 days.",
  tideLate: (n: number) => count(n, "# from before is still open", "# from before are still open"),
  tideTable: "What is due, day by day",
  now: "today",
  day: "Day",
  lender: "Lender",
  amount: "Amount",
  next: "Next",
  also: "Also",
  moreThisMonth: (n: number) => count(n, "# more this month", "# more this month"),
  allDebts: "All debts",
  chooseWhat: "Choose what to do",
  lateHelp:
    "The day has passed. That happens. You can pay any amount, and talk to somebody for free.",
  waiting: (n: number) =>
    count(n, "A lender sent you something.", "# lenders' bills are waiting for you."),
  waitingLook: "Have a look",
  checking: (amount: string) =>
    `We are checking a payment of ${amount}. You don't need to pay again.`,
  checkingLook: "See it",
  calm: "Nothing to do today",
  calmText: "When a lender sends a bill, it shows up here first.",
};
