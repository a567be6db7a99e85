/** A whole number of a currency's smallest unit: 248000 is ¥2,480.00 in CNY and ¥248,000 in JPY. */
export type Minor = number & { readonly unit: "minor" };

/** An object whose `…_minor` fields are branded as minor units, at every depth. */
export type WithMinor<T> = T extends readonly (infer Item)[]
  ? WithMinor<Item>[]
  : T extends object
    ? { [K in keyof T]: K extends `${string}_minor` ? BrandedNumber<T[K]> : WithMinor<T[K]> }
    : T;

type BrandedNumber<T> = T extends number ? Minor : T;

export const ZERO = 0 as Minor;

/** The largest amount the API takes; above it a JavaScript number is no longer exact. */
export const MOST_MINOR = Number.MAX_SAFE_INTEGER as Minor;

export function minor(value: number): Minor {
  if (!Number.isSafeInteger(value)) throw new RangeError("minor units are whole numbers");
  return value as Minor;
}

export const add = (a: Minor, b: Minor): Minor => minor(a + b);
export const subtract = (a: Minor, b: Minor): Minor => minor(a - b);

export function total(amounts: readonly Minor[]): Minor {
  return amounts.reduce(add, ZERO);
}

export function clamp(amount: Minor, least: Minor, most: Minor): Minor {
  return Math.min(Math.max(amount, least), most) as Minor;
}

/** Return how many decimal places a currency has: 2 for CNY, 0 for JPY, 3 for KWD. */
export function decimalPlaces(currency: string): number {
  const format = new Intl.NumberFormat("en", { style: "currency", currency });
  return format.resolvedOptions().maximumFractionDigits ?? 2;
}

export interface MoneyPart {
  kind: "sign" | "symbol" | "whole" | "fraction" | "space";
  text: string;
}

const KINDS: Record<string, MoneyPart["kind"]> = {
  minusSign: "sign",
  currency: "symbol",
  literal: "space",
  decimal: "fraction",
  fraction: "fraction",
};

/**
 * Return an amount as written in a language, in parts, exact for every safe integer.
 *
 * The whole units are formatted as a BigInt and the decimals put in as text, because a double
 * cannot hold both for large amounts.
 */
export function moneyParts(amount: Minor, currency: string, locale: string): MoneyPart[] {
  const places = decimalPlaces(currency);
  const digits = String(Math.abs(amount)).padStart(places + 1, "0");
  const whole = BigInt(digits.slice(0, digits.length - places));
  const fraction = places === 0 ? "" : digits.slice(-places);
  const parts = formatOf(currency, locale).formatToParts(whole);
  const written = parts.map(({ type, value }): MoneyPart => {
    const text = type === "fraction" ? fraction : value;
    return { kind: KINDS[type] ?? "whole", text };
  });
  return amount < 0 ? [{ kind: "sign", text: "−" }, ...written] : written;
}

export function moneyText(amount: Minor, currency: string, locale: string): string {
  return moneyParts(amount, currency, locale)
    .map((part) => part.text)
    .join("");
}

const formats = new Map<string, Intl.NumberFormat>();

function formatOf(currency: string, locale: string): Intl.NumberFormat {
  const name = `${currency} ${locale}`;
  const known = formats.get(name);
  if (known !== undefined) return known;
  const made = new Intl.NumberFormat(locale, {
    style: "currency",
    currency,
    currencyDisplay: "narrowSymbol",
  });
  formats.set(name, made);
  return made;
}

/** Return the amount a person typed, or null when it is not one: "1,200.5" in CNY is 120050. */
export function readAmount(typed: string, currency: string): Minor | null {
  const plain = typed
    .normalize("NFKC")
    .replace(/[\s,]/g, "")
    .replace(/^[^\d.−-]+/, "");
  const found = /^(\d{1,16})(?:\.(\d*))?$/.exec(plain);
  if (found === null) return null;
  const places = decimalPlaces(currency);
  const decimals = found[2] ?? "";
  if (decimals.length > places) return null;
  const value = Number(`${found[1]}${decimals.padEnd(places, "0")}`);
  return Number.isSafeInteger(value) ? minor(value) : null;
}

/** Return the sign a currency is written with in a language: "¥" for CNY. */
export function symbolOf(currency: string, locale: string): string {
  const parts = formatOf(currency, locale).formatToParts(0);
  return parts.find((part) => part.type === "currency")?.value ?? currency;
}

/** Return an amount as digits for a number box: 120050 in CNY is "1,200.50", 60000 is "600". */
export function amountToType(amount: Minor, currency: string): string {
  const places = decimalPlaces(currency);
  const digits = String(amount).padStart(places + 1, "0");
  const fraction = places === 0 ? "" : digits.slice(-places);
  const whole = digits.slice(0, digits.length - places).replace(/\B(?=(\d{3})+$)/g, ",");
  return /^0*$/.test(fraction) ? whole : `${whole}.${fraction}`;
}
