import type { Language } from "../shared/language";

/** A phone number or e-mail address that a code can be sent to. */
export interface Address {
  channel: "sms" | "email";
  address: string;
}

/**
 * Return what a person typed as an address, or null when it is none.
 *
 * A Chinese mobile number may come without its +86 when the app is in Chinese.
 */
export function readAddress(typed: string, language: Language): Address | null {
  const plain = typed.normalize("NFKC").trim();
  if (/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(plain)) return { channel: "email", address: plain };
  const digits = plain.replace(/[\s().-]/g, "");
  if (/^\+[1-9]\d{6,14}$/.test(digits)) return { channel: "sms", address: digits };
  if (/^00[1-9]\d{6,14}$/.test(digits)) return { channel: "sms", address: `+${digits.slice(2)}` };
  const chineseMobile = language === "zh-Hans" && /^1[3-9]\d{9}$/.test(digits);
  return chineseMobile ? { channel: "sms", address: `+86${digits}` } : null;
}

/** Return the path to go to after signing in: only a path of this app, never another site. */
export function pathAfter(wanted: string | null): string {
  const own = wanted !== null && /^\/(?![/\\])/.test(wanted);
  return own ? wanted : "/today";
}
