import { lastSeen, useAnswer, type View } from "../kit/use-answer";
import type { Debt, DebtList } from "../shared/api";

/** The list of a person's debts, as every screen asks for it. */
export const DEBTS = "/debts?limit=50";

/**
 * Return one debt and a way to ask again.
 *
 * The list carries the same figures, so a debt that is in it shows at once, and also without a
 * line when its own page was never opened.
 */
export function useDebt(id: string): [View<Debt>, () => Promise<void>] {
  const [view, again] = useAnswer<Debt>(`/debts/${id}`);
  const [list] = useAnswer<DebtList>(view.kind === "unreachable" ? DEBTS : null);
  const listed = list.kind === "ready" ? list.data : lastSeen<DebtList>(DEBTS);
  const found = listed?.items.find((debt) => debt.id === id);
  const waiting = view.kind === "loading" || view.kind === "unreachable";
  if (!waiting || found === undefined) return [view, again];
  return [{ kind: "ready", data: found, keptAt: null }, again];
}
