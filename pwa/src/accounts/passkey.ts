import type { Me, Passkey, PasskeyOptions } from "../shared/api";
import { type Answer, post } from "../shared/call";

/** What came of asking for a passkey: an answer, or the person (or the phone) said no. */
export type PasskeyOutcome<T> = Answer<T> | { kind: "stopped" };

type RequestJson = PublicKeyCredentialRequestOptionsJSON;
type CreationJson = PublicKeyCredentialCreationOptionsJSON;

export function passkeysWork(): boolean {
  return (
    "PublicKeyCredential" in globalThis &&
    "parseRequestOptionsFromJSON" in PublicKeyCredential &&
    "parseCreationOptionsFromJSON" in PublicKeyCredential
  );
}

/** Whether the browser can offer passkeys inside the address box. */
export async function offersInBox(): Promise<boolean> {
  if (!passkeysWork() || !("isConditionalMediationAvailable" in PublicKeyCredential)) return false;
  return await PublicKeyCredential.isConditionalMediationAvailable();
}

interface Proof {
  challenge_id: string;
  credential: unknown;
}

/** Ask the phone for a passkey it already has. */
async function prove(
  optionsPath: string,
  extra: Pick<CredentialRequestOptions, "mediation" | "signal">,
): Promise<Proof | PasskeyOutcome<never>> {
  const options = await post<PasskeyOptions>(optionsPath);
  if (options.kind !== "ready") return options;
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(
    options.data.public_key as unknown as RequestJson,
  );
  try {
    const found = await navigator.credentials.get({ ...extra, publicKey });
    if (!(found instanceof PublicKeyCredential)) return { kind: "stopped" };
    return { challenge_id: options.data.challenge_id, credential: found.toJSON() };
  } catch {
    return { kind: "stopped" };
  }
}

/** A browser holds one request at a time: the quiet one in the box gives way to a pressed button. */
let inBox: AbortController | null = null;

/** Let the browser offer a passkey inside the address box, until `stopOfferingInBox`. */
export async function signInFromBox(): Promise<PasskeyOutcome<Me>> {
  const giveUp = new AbortController();
  inBox = giveUp;
  const proof = await prove("/sign-in/passkeys/options", {
    mediation: "conditional",
    signal: giveUp.signal,
  });
  return "kind" in proof ? proof : post<Me>("/sign-in/passkeys", proof);
}

export function stopOfferingInBox(): void {
  inBox?.abort();
  inBox = null;
}

export async function signInByPasskey(): Promise<PasskeyOutcome<Me>> {
  stopOfferingInBox();
  const proof = await prove("/sign-in/passkeys/options", {});
  return "kind" in proof ? proof : post<Me>("/sign-in/passkeys", proof);
}

export async function stepUpByPasskey(): Promise<PasskeyOutcome<unknown>> {
  const proof = await prove("/me/step-up/passkey/options", {});
  return "kind" in proof ? proof : post<unknown>("/me/step-up/passkey", proof);
}

export async function addPasskey(name: string): Promise<PasskeyOutcome<Passkey>> {
  const options = await post<PasskeyOptions>("/me/passkeys/options");
  if (options.kind !== "ready") return options;
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(
    options.data.public_key as unknown as CreationJson,
  );
  try {
    const made = await navigator.credentials.create({ publicKey });
    if (!(made instanceof PublicKeyCredential)) return { kind: "stopped" };
    const proof = { challenge_id: options.data.challenge_id, credential: made.toJSON(), name };
    return await post<Passkey>("/me/passkeys", proof);
  } catch {
    return { kind: "stopped" };
  }
}
