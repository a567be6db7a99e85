import { type Answer, post } from "../shared/call";

/** How the server knows which bill is meant: by the link's token, or by its id when signed in. */
export type ClaimSource = { token: string } | { id: string };

/** Say something about a waiting bill; works before signing in when there is a token. */
export function tellAbout<T>(
  source: ClaimSource,
  what: "not-me" | "need-time",
): Promise<Answer<T>> {
  return "token" in source
    ? post<T>(`/claims/${what}`, { token: source.token })
    : post<T>(`/claims/${source.id}/${what}`);
}

export function answerQuestion<T>(source: ClaimSource, answer: string): Promise<Answer<T>> {
  return "token" in source
    ? post<T>("/claims", { token: source.token, answer })
    : post<T>(`/claims/${source.id}`, { answer });
}
