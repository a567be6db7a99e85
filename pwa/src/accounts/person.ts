import { amountsHidden } from "../kit/amount";
import { forgetAll } from "../kit/use-answer";
import { tellWorker } from "../kit/worker";
import type { Me } from "../shared/api";
import { type Answer, call, get } from "../shared/call";
import { type Cell, cell } from "../shared/cell";
import { dropAll } from "../shared/keep";

/** Who is here: a person, nobody, or not known yet (`undefined`). */
export const me: Cell<Me | null | undefined> = cell<Me | null | undefined>(undefined);

/** Take a person in: the worker keeps their last known answers, and nobody else's. */
export function welcome(person: Me): void {
  amountsHidden.set(person.hide_amounts);
  me.set(person);
  void tellWorker({ kind: "person", id: person.id });
}

/** Ask the server who is here. Without a line it stays unknown. */
export async function findMe(): Promise<Answer<Me>> {
  const answer = await get<Me>("/me");
  if (answer.kind === "ready") welcome(answer.data);
  if (answer.kind === "refused" && answer.status === 401) await leave();
  return answer;
}

/** Change something about the person; the answer is the person as they are now. */
export async function changeMe(changes: Partial<Me>): Promise<Answer<Me>> {
  const answer = await call<Me>("PATCH", "/me", { body: changes });
  if (answer.kind === "ready") welcome(answer.data);
  return answer;
}

/** End the session on the server, then drop everything of the person from this phone. */
export async function signOut(): Promise<Answer<null>> {
  const answer = await call<null>("DELETE", "/sign-in/session");
  const gone = answer.kind === "ready" || (answer.kind === "refused" && answer.status === 401);
  if (gone) await leave();
  return answer;
}

/** Drop everything of the person from this phone. */
export async function leave(): Promise<void> {
  forgetAll();
  amountsHidden.set(false);
  await tellWorker({ kind: "signed-out" });
  const names = "caches" in globalThis ? await caches.keys() : [];
  const theirs = names.filter((name) => name.startsWith("answers-") || name === "who");
  await Promise.all(theirs.map((name) => caches.delete(name)));
  await dropAll();
  me.set(null);
}
