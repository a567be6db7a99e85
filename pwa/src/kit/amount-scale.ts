import { clamp, type Minor, minor } from "../shared/money";

/** Places a slider can stand at, from the least to the most. */
export const STOPS = 200;

/**
 * Return a round step for amounts up to `span`: 1, 2 or 5 times a power of ten.
 *
 * Units: minor units. A slider over ¥2,480.00 moves in steps of ¥20.
 */
export function roundStep(span: number): number {
  const fine = Math.max(1, span / STOPS);
  const power = 10 ** Math.floor(Math.log10(fine));
  const factor = [1, 2, 5, 10].find((candidate) => candidate * power >= fine) ?? 10;
  return Math.max(1, Math.round(factor * power));
}

/** Return the amount at a slider's place; the ends are exact, between them amounts are round. */
export function amountAt(stop: number, least: Minor, most: Minor): Minor {
  if (stop <= 0) return least;
  if (stop >= STOPS) return most;
  const step = roundStep(most - least);
  const raw = least + ((most - least) * stop) / STOPS;
  return clamp(minor(Math.round(raw / step) * step), least, most);
}

/** Return the place of an amount on the slider. */
export function stopAt(amount: Minor, least: Minor, most: Minor): number {
  if (most <= least) return STOPS;
  return Math.round(((clamp(amount, least, most) - least) / (most - least)) * STOPS);
}
