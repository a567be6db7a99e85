import type { Debt } from "../shared/api";
import { addDays, type Day, daysBetween } from "../shared/day";
import { type Minor, total } from "../shared/money";

/** How many days ahead the picture looks. */
export const DAYS = 30;

/** One due item on the line. */
export interface Pebble {
  id: string;
  lender: string;
  on: Day;
  /** Days from today; below zero it was due before. */
  days: number;
  amount: Minor;
  currency: string;
  late: boolean;
}

/** Return what is due in the next 30 days or was due before, in the order of days. */
export function pebblesOf(debts: readonly Debt[], today: Day): Pebble[] {
  return debts
    .filter((debt) => debt.state !== "settled" && debt.state !== "paused")
    .map((debt) => pebbleOf(debt, daysBetween(today, debt.due_on)))
    .filter((pebble) => pebble.days <= DAYS && pebble.amount > 0)
    .sort((a, b) => a.days - b.days || a.lender.localeCompare(b.lender));
}

function pebbleOf(debt: Debt, days: number): Pebble {
  const asked = debt.due_minor > 0 ? debt.due_minor : debt.outstanding_minor;
  return {
    id: debt.id,
    lender: debt.lender.name,
    on: debt.due_on,
    days,
    amount: Math.min(asked, debt.outstanding_minor) as Minor,
    currency: debt.currency,
    late: days < 0,
  };
}

/** Where a pebble lies: shares of the picture's width, and its radius in picture units. */
export interface Placed extends Pebble {
  x: number;
  y: number;
  radius: number;
}

export const WIDTH = 360;
export const HEIGHT = 104;
/** Today stands here; what was due before lies to the left of it. */
export const START = 56;
const END = WIDTH - 18;
const WATER = 62;
const SMALLEST = 6;
const LARGEST = 17;
/** Pebbles lie flat: their height is this share of their width. */
export const FLAT = 0.78;

export function dayX(days: number): number {
  return START + ((END - START) * Math.max(0, Math.min(days, DAYS))) / DAYS;
}

/** Return the height of the calm line at a place; it only rests there, it is no balance. */
export function waterY(x: number, shift = 0): number {
  return WATER + 3.4 * Math.sin((x / WIDTH) * Math.PI * 4.4 + shift);
}

/** Return a line of water as an SVG path of short straight pieces, `lower` units down. */
export function waterPath(shift = 0, lower = 0): string {
  const points = Array.from({ length: 73 }, (_, index) => {
    const x = (WIDTH * index) / 72;
    return `${round(x)} ${round(waterY(x, shift) + lower)}`;
  });
  return `M${points.join("L")}`;
}

/**
 * Lay pebbles on the line; on one day they pile up instead of covering each other.
 *
 * A pebble's area follows its amount within its currency, so twice as much looks twice as big.
 */
export function place(pebbles: readonly Pebble[]): Placed[] {
  const tops = new Map<number, number>();
  return pebbles.map((pebble) => {
    const radius = radiusOf(pebble, pebbles);
    const x = pebble.late ? START / 2 : dayX(pebble.days);
    const column = Math.round(x / 12);
    const floor = tops.get(column) ?? waterY(x) + radius * 0.5;
    const y = Math.max(radius, floor - radius * FLAT);
    tops.set(column, y - radius * FLAT);
    return { ...pebble, x: round(x), y: round(y), radius: round(radius) };
  });
}

function radiusOf(pebble: Pebble, all: readonly Pebble[]): number {
  const largest = Math.max(
    ...all.filter(({ currency }) => currency === pebble.currency).map(({ amount }) => amount),
  );
  return Math.max(SMALLEST, LARGEST * Math.sqrt(pebble.amount / largest));
}

/** The sum of what is due by currency; one entry a currency, the most pebbles first. */
export function sums(pebbles: readonly Pebble[]): { currency: string; amount: Minor }[] {
  const currencies = [...new Set(pebbles.map(({ currency }) => currency))];
  return currencies.map((currency) => ({
    currency,
    amount: total(pebbles.filter((each) => each.currency === currency).map((each) => each.amount)),
  }));
}

/** Days that get a mark under the line: today and each further fortnight. */
export function dayMarks(today: Day): { days: number; on: Day; share: number }[] {
  return [0, 14, 28].map((days) => ({ days, on: addDays(today, days), share: dayX(days) / WIDTH }));
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
